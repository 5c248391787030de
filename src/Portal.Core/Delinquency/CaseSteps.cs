using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Delinquency;

/// <summary>Reads cases and takes their steps, inside the caller's transaction.</summary>
public static class CaseSteps
{
    /// <summary>What a step is besides its event.</summary>
    public sealed record Taken(Actor By)
    {
        public string? StepCode { get; init; }

        public string? Note { get; init; }

        public Guid? NoticeId { get; init; }
    }

    /// <summary>The open case of an account, its row locked; null when nothing is collected on it.</summary>
    public static Task<DelinquencyCase?> LockCaseAsync(this PortalDbContext db, Guid accountId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        db.Forget(read => read is DelinquencyCase c && c.CustomerAccountId == accountId);
        return db.Set<DelinquencyCase>().FromSql($"""
            select * from delinquency_case where customer_account_id = {accountId} and closed_at is null for update
            """).SingleOrDefaultAsync(ct);
    }

    /// <summary>
    /// What an account must pay to stop its shut-off or to be restored: the one figure that the resident, the office
    /// and the field are shown.
    /// </summary>
    public static async Task<Usd> AmountToStopAsync(this PortalDbContext db, Guid caseId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return new(await db.Database
            .SqlQuery<long>($"select coalesce(amount_to_stop_cents({caseId}), 0) as \"Value\"").SingleAsync(ct));
    }

    /// <summary>Moves a case by an event and writes its step; the caller saves.</summary>
    /// <exception cref="InvalidOperationException">The table of moves has no such move: a bug.</exception>
    public static async Task<DelinquencyStep> TakeStepAsync(
        this PortalDbContext db, DelinquencyCase @case, CaseEvent happened, Taken taken, BusinessClock clock,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(@case);
        ArgumentNullException.ThrowIfNull(taken);
        ArgumentNullException.ThrowIfNull(clock);
        var next = DelinquencyMoves.Next(@case.State, happened)
            ?? throw new InvalidOperationException($"{@case.State} knows no {happened}.");
        var last = await db.Set<DelinquencyStep>().Where(s => s.CaseId == @case.Id).MaxAsync(s => (int?)s.No, ct) ?? 0;
        var waiting = db.ChangeTracker.Entries<DelinquencyStep>()
            .Count(e => e.State == EntityState.Added && e.Entity.CaseId == @case.Id);
        var step = new DelinquencyStep
        {
            CaseId = @case.Id,
            No = last + waiting + 1,
            Event = happened,
            FromState = @case.State,
            ToState = next,
            StepCode = taken.StepCode,
            AtCity = clock.InCity(clock.Now).DateTime,
            At = clock.Now,
            ByWhom = taken.By.Name,
            Note = taken.Note,
            NoticeId = taken.NoticeId,
        };
        db.Add(step);
        (@case.State, @case.ChangedAt) = (next, clock.Now);
        if (next is CaseState.Current or CaseState.PastDue) { @case.ShutOffOn = null; }

        if (next == CaseState.Current) { @case.ClosedAt = clock.Now; }

        return step;
    }
}
