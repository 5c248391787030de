namespace Portal.Core.Payments;

/// <summary>
/// The life of a payment attempt, every move in one table (practice.md §1.4). "Sending" is committed before the
/// processor is called; "unknown" means that it may or may not have heard us.
/// </summary>
public static class PaymentMoves
{
    private static readonly Dictionary<(PaymentAttemptState, PaymentAttemptEvent), PaymentAttemptState> Moves = new()
    {
        [(PaymentAttemptState.Created, PaymentAttemptEvent.Send)] = PaymentAttemptState.Sending,
        [(PaymentAttemptState.Sending, PaymentAttemptEvent.CheckoutOpened)] = PaymentAttemptState.AwaitingPayer,
        [(PaymentAttemptState.Sending, PaymentAttemptEvent.NoAnswer)] = PaymentAttemptState.Unknown,
        [(PaymentAttemptState.Sending, PaymentAttemptEvent.Decline)] = PaymentAttemptState.Failed,
        [(PaymentAttemptState.Unknown, PaymentAttemptEvent.CheckoutOpened)] = PaymentAttemptState.AwaitingPayer,
        [(PaymentAttemptState.Unknown, PaymentAttemptEvent.Decline)] = PaymentAttemptState.Failed,
        [(PaymentAttemptState.Unknown, PaymentAttemptEvent.Cancel)] = PaymentAttemptState.Canceled,
        // A charge of a kept method has no page: its answer says what became of it.
        [(PaymentAttemptState.Sending, PaymentAttemptEvent.BankDebitStarted)] = PaymentAttemptState.Processing,
        [(PaymentAttemptState.Sending, PaymentAttemptEvent.Succeed)] = PaymentAttemptState.Succeeded,
        [(PaymentAttemptState.Sending, PaymentAttemptEvent.Suspend)] = PaymentAttemptState.InSuspense,
        [(PaymentAttemptState.Unknown, PaymentAttemptEvent.BankDebitStarted)] = PaymentAttemptState.Processing,
        [(PaymentAttemptState.Unknown, PaymentAttemptEvent.Succeed)] = PaymentAttemptState.Succeeded,
        [(PaymentAttemptState.Unknown, PaymentAttemptEvent.Suspend)] = PaymentAttemptState.InSuspense,
        [(PaymentAttemptState.AwaitingPayer, PaymentAttemptEvent.BankDebitStarted)] = PaymentAttemptState.Processing,
        [(PaymentAttemptState.AwaitingPayer, PaymentAttemptEvent.Succeed)] = PaymentAttemptState.Succeeded,
        [(PaymentAttemptState.AwaitingPayer, PaymentAttemptEvent.Decline)] = PaymentAttemptState.Failed,
        [(PaymentAttemptState.AwaitingPayer, PaymentAttemptEvent.Cancel)] = PaymentAttemptState.Canceled,
        [(PaymentAttemptState.AwaitingPayer, PaymentAttemptEvent.Suspend)] = PaymentAttemptState.InSuspense,
        [(PaymentAttemptState.Processing, PaymentAttemptEvent.Succeed)] = PaymentAttemptState.Succeeded,
        [(PaymentAttemptState.Processing, PaymentAttemptEvent.Decline)] = PaymentAttemptState.Failed,
        [(PaymentAttemptState.Processing, PaymentAttemptEvent.Suspend)] = PaymentAttemptState.InSuspense,
        [(PaymentAttemptState.Canceled, PaymentAttemptEvent.Suspend)] = PaymentAttemptState.InSuspense,
        [(PaymentAttemptState.Failed, PaymentAttemptEvent.Suspend)] = PaymentAttemptState.InSuspense,
    };

    /// <summary>Where an event leads, or null when it does not belong to the state.</summary>
    public static PaymentAttemptState? Next(PaymentAttemptState state, PaymentAttemptEvent e) =>
        Moves.TryGetValue((state, e), out var next) ? next : null;

    /// <summary>The payer may still pay: no second attempt on the account meanwhile.</summary>
    public static bool IsLive(PaymentAttemptState state) => state is PaymentAttemptState.Created
        or PaymentAttemptState.Sending or PaymentAttemptState.Unknown or PaymentAttemptState.AwaitingPayer;

    /// <summary>
    /// When to ask the processor if nobody tells us: soon for an unanswered call, half-hourly for a page left open,
    /// six-hourly for a bank debit; null for an end state.
    /// </summary>
    public static DateTimeOffset? NextCheck(PaymentAttemptState state, DateTimeOffset at) => state switch
    {
        PaymentAttemptState.Created or PaymentAttemptState.Sending => at.AddMinutes(2),
        PaymentAttemptState.Unknown => at.AddMinutes(1),
        PaymentAttemptState.AwaitingPayer => at.AddMinutes(30),
        PaymentAttemptState.Processing => at.AddHours(6),
        _ => null,
    };
}

public enum PaymentAttemptState
{
    /// <summary>Recorded; the processor has not been called.</summary>
    Created,

    /// <summary>About to call, or calling, the processor.</summary>
    Sending,

    /// <summary>Called without a usable answer.</summary>
    Unknown,

    /// <summary>The checkout page is open.</summary>
    AwaitingPayer,

    /// <summary>A bank debit is on its way; nothing is credited yet.</summary>
    Processing,

    /// <summary>Paid and posted.</summary>
    Succeeded,

    /// <summary>Nothing was taken.</summary>
    Failed,

    /// <summary>The page was closed or ran out before anybody paid.</summary>
    Canceled,

    /// <summary>Money came, but late or not as agreed: it waits in suspense for the office.</summary>
    InSuspense,
}

public enum PaymentAttemptEvent
{
    Send,
    CheckoutOpened,
    NoAnswer,
    BankDebitStarted,
    Succeed,
    Decline,
    Cancel,
    Suspend,
}
