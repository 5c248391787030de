using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.People;

namespace Portal.Core.Payments.Wallet;

/// <summary>
/// One visit to the processor's page to keep a method. Recorded as sending before the processor is called; its moves
/// are <see cref="SetupMoves"/>.
/// </summary>
public sealed class MethodSetup
{
    /// <summary>Also the form's operation id and the processor's idempotency key.</summary>
    public required Guid Id { get; init; }

    public required SetupPurpose Purpose { get; init; }

    public required Guid? UserId { get; init; }

    /// <summary>Of the account that the person came from and goes on with.</summary>
    public required Guid? CustomerAccountId { get; init; }

    /// <summary>The method that the new one takes the place of.</summary>
    public required Guid? ReplacesId { get; init; }

    public SetupState State { get; private set; } = SetupState.Sending;

    public required string Language { get; init; }

    public required string? Email { get; init; }

    public string? SessionId { get; set; }

    public string? SessionUrl { get; set; }

    /// <summary>What was kept.</summary>
    public Guid? MethodId { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public required DateTimeOffset ChangedAt { get; set; }

    /// <summary>When the sweep asks the processor again; null once the state is final.</summary>
    public required DateTimeOffset? CheckAt { get; set; }

    /// <exception cref="InvalidOperationException">The table has no such move: a bug.</exception>
    internal void Apply(SetupEvent e, DateTimeOffset at)
    {
        State = SetupMoves.Next(State, e)
            ?? throw new InvalidOperationException($"Setup {Id}: {e} is not allowed from {State}.");
        ChangedAt = at;
        CheckAt = SetupMoves.NextCheck(State, at);
    }

    internal sealed class Table : IEntityTypeConfiguration<MethodSetup>
    {
        public void Configure(EntityTypeBuilder<MethodSetup> builder)
        {
            builder.HasOne<PortalUser>().WithMany().HasForeignKey(x => x.UserId);
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(x => x.CustomerAccountId);
            builder.HasOne<SavedMethod>().WithMany().HasForeignKey(x => x.ReplacesId);
            builder.HasOne<SavedMethod>().WithMany().HasForeignKey(x => x.MethodId);
        }
    }
}

/// <summary>What somebody keeps a method for: where they go on.</summary>
public enum SetupPurpose
{
    Wallet,
    Autopay,
    Schedule,
    GuestSchedule,
}

public enum SetupState
{
    /// <summary>About to call, or calling, the processor.</summary>
    Sending,

    /// <summary>Called without a usable answer.</summary>
    Unknown,

    /// <summary>The page is open.</summary>
    AwaitingPayer,

    Kept,

    /// <summary>The processor would not open a page.</summary>
    Failed,

    /// <summary>The page ran out.</summary>
    Canceled,
}

public enum SetupEvent
{
    PageOpened,
    NoAnswer,
    Keep,
    Refuse,
    Cancel,
}

/// <summary>The life of a visit, every move in one table.</summary>
public static class SetupMoves
{
    private static readonly Dictionary<(SetupState, SetupEvent), SetupState> Moves = new()
    {
        [(SetupState.Sending, SetupEvent.PageOpened)] = SetupState.AwaitingPayer,
        [(SetupState.Sending, SetupEvent.NoAnswer)] = SetupState.Unknown,
        [(SetupState.Sending, SetupEvent.Refuse)] = SetupState.Failed,
        [(SetupState.Unknown, SetupEvent.PageOpened)] = SetupState.AwaitingPayer,
        [(SetupState.Unknown, SetupEvent.Refuse)] = SetupState.Failed,
        [(SetupState.Unknown, SetupEvent.Cancel)] = SetupState.Canceled,
        [(SetupState.AwaitingPayer, SetupEvent.Keep)] = SetupState.Kept,
        [(SetupState.AwaitingPayer, SetupEvent.Cancel)] = SetupState.Canceled,
    };

    /// <summary>Where an event leads, or null when it does not belong to the state.</summary>
    public static SetupState? Next(SetupState state, SetupEvent e) =>
        Moves.TryGetValue((state, e), out var next) ? next : null;

    /// <summary>When to ask the processor if nobody tells us.</summary>
    public static DateTimeOffset? NextCheck(SetupState state, DateTimeOffset at) => state switch
    {
        SetupState.Sending => at.AddMinutes(2),
        SetupState.Unknown => at.AddMinutes(1),
        SetupState.AwaitingPayer => at.AddMinutes(30),
        _ => null,
    };
}
