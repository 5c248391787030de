namespace Portal.Core.Payments.Drafts;

/// <summary>The life of a draft, every move in one table. What is absent cannot happen.</summary>
public static class DraftMoves
{
    private static readonly Dictionary<(DraftState, DraftEvent), DraftState> Moves = new()
    {
        [(DraftState.AwaitingMethod, DraftEvent.Promise)] = DraftState.Promised,
        [(DraftState.AwaitingMethod, DraftEvent.Skip)] = DraftState.Skipped,
        [(DraftState.AwaitingMethod, DraftEvent.Cancel)] = DraftState.Canceled,
        [(DraftState.Promised, DraftEvent.Change)] = DraftState.Promised,
        [(DraftState.Promised, DraftEvent.Send)] = DraftState.Sending,
        [(DraftState.Promised, DraftEvent.Skip)] = DraftState.Skipped,
        [(DraftState.Promised, DraftEvent.Cancel)] = DraftState.Canceled,
        [(DraftState.Promised, DraftEvent.Fail)] = DraftState.Failed,
        [(DraftState.Promised, DraftEvent.Suspend)] = DraftState.InSuspense,
        [(DraftState.Sending, DraftEvent.BankDebitStarted)] = DraftState.OnItsWay,
        [(DraftState.Sending, DraftEvent.Succeed)] = DraftState.Paid,
        [(DraftState.Sending, DraftEvent.TryAgain)] = DraftState.Promised,
        [(DraftState.Sending, DraftEvent.Fail)] = DraftState.Failed,
        [(DraftState.Sending, DraftEvent.Suspend)] = DraftState.InSuspense,
        [(DraftState.OnItsWay, DraftEvent.Succeed)] = DraftState.Paid,
        [(DraftState.OnItsWay, DraftEvent.TryAgain)] = DraftState.Promised,
        [(DraftState.OnItsWay, DraftEvent.Fail)] = DraftState.Failed,
        [(DraftState.OnItsWay, DraftEvent.Suspend)] = DraftState.InSuspense,
        [(DraftState.Failed, DraftEvent.Suspend)] = DraftState.InSuspense,
    };

    /// <summary>Where an event leads, or null when it does not belong to the state.</summary>
    public static DraftState? Next(DraftState state, DraftEvent e) =>
        Moves.TryGetValue((state, e), out var next) ? next : null;
}

public enum DraftState
{
    /// <summary>A guest has still to give a card or bank account.</summary>
    AwaitingMethod,

    /// <summary>Announced; will be taken on its day, or tried again.</summary>
    Promised,

    /// <summary>A try is recorded; the processor is being asked, or was and did not answer.</summary>
    Sending,

    /// <summary>A bank debit is on its way.</summary>
    OnItsWay,

    Paid,

    /// <summary>Tried, and not taken.</summary>
    Failed,

    /// <summary>Not tried.</summary>
    Skipped,

    Canceled,

    /// <summary>Money came that was not expected any more: the office decides.</summary>
    InSuspense,
}

public enum DraftEvent
{
    Promise,

    /// <summary>Its payer changed amount, day or method.</summary>
    Change,
    Send,
    BankDebitStarted,
    Succeed,
    TryAgain,
    Fail,
    Skip,
    Cancel,
    Suspend,
}

/// <summary>Why a draft is not taken.</summary>
public enum DraftWhy
{
    /// <summary>Its bill is due in less than the ten days of notice.</summary>
    NoNotice,

    NothingDue,

    /// <summary>All that is due is already on its way from a bank.</summary>
    OnItsWayAlready,

    /// <summary>Less than the processor takes.</summary>
    TooSmall,

    /// <summary>Whose money it is may no longer pay the account.</summary>
    NotAllowed,

    MethodRemoved,
    MethodExpired,
    AutopayEnded,
    AutopaySuspended,

    /// <summary>It could not be sent for days: it is not taken long after the day that was promised.</summary>
    TooLate,

    ByPayer,
    ByOffice,

    /// <summary>The bank said no.</summary>
    Declined,

    /// <summary>The guest never gave a card or bank account.</summary>
    NotFinished,

    /// <summary>The mail that announces it was not handed over ten days before.</summary>
    NotTold,

    /// <summary>A bank's answer to another payment ended the use of its method.</summary>
    MethodStopped,

    /// <summary>Its bill was taken back; one that takes its place is announced anew.</summary>
    BillCanceled,

    /// <summary>Said ahead only: payments before it take all that is due.</summary>
    PaidEarlier,

    /// <summary>Debits of this customer came back: none are taken for now.</summary>
    NoDebits,

    /// <summary>A court's stay covers the account.</summary>
    Stayed,
}
