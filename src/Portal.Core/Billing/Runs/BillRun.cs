using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core.Billing.Runs;

/// <summary>
/// The billing of one period, from preflight to the last issued bill. The worker carries it under a lease; people
/// prepare, release, stop and abandon it.
/// </summary>
public sealed class BillRun
{
    public required Guid Id { get; init; }

    public required Guid BillingPeriodId { get; init; }

    public BillRunState State { get; private set; } = BillRunState.Previewing;

    /// <summary>The date its bills carry and are posted on, which picks the rates.</summary>
    public required DateOnly BillOn { get; init; }

    public required DateOnly DueOn { get; init; }

    /// <summary>An Actor's name.</summary>
    public required string PreparedBy { get; init; }

    public required DateTimeOffset PreparedAt { get; init; }

    /// <summary>Accounts in it, once preflight has counted them.</summary>
    public int Accounts { get; private set; }

    /// <summary>Accounts through the stage that is going on.</summary>
    public int Done { get; private set; }

    /// <summary>Set while a person has stopped it; nothing goes on until it is resumed.</summary>
    public DateTimeOffset? StoppedAt { get; private set; }

    public string? StoppedBy { get; private set; }

    /// <summary>Why the portal itself stopped it; null when a person did.</summary>
    public RunStopReason? StopReason { get; private set; }

    /// <summary>Failed tries in a row, since the last chunk that was written.</summary>
    public int Failures { get; private set; }

    /// <summary>What the last failed try said, in the words of the machine.</summary>
    public string? LastFailure { get; private set; }

    /// <summary>When a worker last took it up: the run that waited longest comes first.</summary>
    public DateTimeOffset? TriedAt { get; private set; }

    /// <summary>When its accounts were gathered; that happens once.</summary>
    public DateTimeOffset? GatheredAt { get; private set; }

    public DateTimeOffset? PreviewedAt { get; private set; }

    /// <summary>Of all fingerprints: what the second person approves.</summary>
    public byte[]? Digest { get; private set; }

    /// <summary>Never who prepared it (ck_bill_run_second_person).</summary>
    public string? ReleasedBy { get; private set; }

    public DateTimeOffset? ReleasedAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    public Guid? LeaseBy { get; private set; }

    public DateTimeOffset? LeaseUntil { get; private set; }

    /// <summary>The worker has something to do for it, unless it is stopped.</summary>
    public bool IsUnderWay => State is BillRunState.Previewing or BillRunState.Issuing;

    /// <summary>
    /// The last day on which a released run is carried on: a run that crosses midnight ends under the date it was
    /// released for, and nobody has less than the promised days to pay (decision 0024).
    /// </summary>
    public DateOnly LastIssueDay => BillOn.AddDays(1);

    /// <summary>Names what was previewed in a form, so that a release approves exactly that.</summary>
    public string DigestText => Digest is null ? "" : Convert.ToHexStringLower(Digest);

    internal void Apply(BillRunEvent what) => State = BillRunMoves.Next(State, what)
        ?? throw new InvalidOperationException($"Run {Id}: {what} is not allowed from {State}.");

    internal void Stop(string by, DateTimeOffset at) => (StoppedBy, StoppedAt) = (by, at);

    internal void Resume() => (StoppedBy, StoppedAt, StopReason, Failures) = (null, null, null, 0);

    internal void Release(string by, DateTimeOffset at)
    {
        Apply(BillRunEvent.Release);
        (ReleasedBy, ReleasedAt, Done) = (by, at, 0);
    }

    internal void Abandon(DateTimeOffset at)
    {
        Apply(BillRunEvent.Abandon);
        EndedAt = at;
    }

    internal sealed class Table : IEntityTypeConfiguration<BillRun>
    {
        public void Configure(EntityTypeBuilder<BillRun> builder)
        {
            builder.HasOne<BillingPeriod>().WithMany().HasForeignKey(x => x.BillingPeriodId);
            builder.Ignore(r => r.DigestText);
            builder.Ignore(r => r.LastIssueDay);
        }
    }
}

public enum BillRunState
{
    /// <summary>Preflight, then every account is priced.</summary>
    Previewing,

    /// <summary>Waits for a second person.</summary>
    Previewed,

    /// <summary>Released: bills are issued chunk by chunk.</summary>
    Issuing,

    Issued,

    /// <summary>Given up; bills issued before that stand.</summary>
    Abandoned,
}

/// <summary>Why a run stopped by itself.</summary>
public enum RunStopReason
{
    /// <summary>It failed so often in a row that trying on would only keep other runs waiting.</summary>
    Failures,

    /// <summary>Released, and not issued by the end of the day after its bill date.</summary>
    DatePassed,
}

/// <summary>What a person does to a run; the worker's own steps are the statements that end a stage.</summary>
public enum BillRunEvent
{
    Release,
    Abandon,
}

/// <summary>Every move a person can make. What is not here cannot happen.</summary>
public static class BillRunMoves
{
    private static readonly Dictionary<(BillRunState, BillRunEvent), BillRunState> Moves = new()
    {
        [(BillRunState.Previewing, BillRunEvent.Abandon)] = BillRunState.Abandoned,
        [(BillRunState.Previewed, BillRunEvent.Release)] = BillRunState.Issuing,
        [(BillRunState.Previewed, BillRunEvent.Abandon)] = BillRunState.Abandoned,
        [(BillRunState.Issuing, BillRunEvent.Abandon)] = BillRunState.Abandoned,
    };

    /// <summary>Where an event leads; null when it may not happen.</summary>
    public static BillRunState? Next(BillRunState from, BillRunEvent what) =>
        Moves.TryGetValue((from, what), out var to) ? to : null;
}
