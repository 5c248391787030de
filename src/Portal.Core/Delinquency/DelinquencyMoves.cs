namespace Portal.Core.Delinquency;

/// <summary>
/// The life of a delinquent account, every move in one table (domain.md §2.4). The table delinquency_move says the same
/// in the database. A hold is no state: it keeps an account where it is.
/// </summary>
public static class DelinquencyMoves
{
    private static readonly Dictionary<(CaseState, CaseEvent), CaseState> Moves = new()
    {
        [(CaseState.Current, CaseEvent.FallPastDue)] = CaseState.PastDue,
        [(CaseState.PastDue, CaseEvent.Tell)] = CaseState.PastDue,
        [(CaseState.PastDue, CaseEvent.Notice)] = CaseState.Noticed,
        [(CaseState.PastDue, CaseEvent.Pay)] = CaseState.Current,
        [(CaseState.PastDue, CaseEvent.FinalBill)] = CaseState.FinalBilled,
        [(CaseState.Noticed, CaseEvent.GiveFinal)] = CaseState.Final,
        [(CaseState.Noticed, CaseEvent.Reach)] = CaseState.Final,
        [(CaseState.Noticed, CaseEvent.Miss)] = CaseState.Noticed,
        [(CaseState.Noticed, CaseEvent.Post)] = CaseState.Final,
        [(CaseState.Noticed, CaseEvent.Restart)] = CaseState.PastDue,
        [(CaseState.Noticed, CaseEvent.Pay)] = CaseState.Current,
        [(CaseState.Noticed, CaseEvent.FinalBill)] = CaseState.FinalBilled,
        [(CaseState.Final, CaseEvent.GiveFinal)] = CaseState.Final,
        [(CaseState.Final, CaseEvent.Reach)] = CaseState.Final,
        [(CaseState.Final, CaseEvent.Miss)] = CaseState.Final,
        [(CaseState.Final, CaseEvent.Post)] = CaseState.Final,
        [(CaseState.Final, CaseEvent.Restart)] = CaseState.PastDue,
        [(CaseState.Final, CaseEvent.Order)] = CaseState.Ordered,
        [(CaseState.Final, CaseEvent.Pay)] = CaseState.Current,
        [(CaseState.Final, CaseEvent.FinalBill)] = CaseState.FinalBilled,
        [(CaseState.Ordered, CaseEvent.CancelOrder)] = CaseState.Final,
        [(CaseState.Ordered, CaseEvent.Disconnect)] = CaseState.Disconnected,
        [(CaseState.Ordered, CaseEvent.FailOrder)] = CaseState.FailedOrder,
        [(CaseState.Ordered, CaseEvent.Pay)] = CaseState.Current,
        // What failed is tried again from where it was: every notice still stands, or its time begins anew.
        [(CaseState.FailedOrder, CaseEvent.Order)] = CaseState.Ordered,
        [(CaseState.FailedOrder, CaseEvent.Restart)] = CaseState.PastDue,
        [(CaseState.FailedOrder, CaseEvent.Pay)] = CaseState.Current,
        [(CaseState.FailedOrder, CaseEvent.FinalBill)] = CaseState.FinalBilled,
        [(CaseState.Disconnected, CaseEvent.Pay)] = CaseState.Reconnected,
        [(CaseState.Disconnected, CaseEvent.FinalBill)] = CaseState.FinalBilled,
        // The money came back before service did.
        [(CaseState.Reconnected, CaseEvent.TakeBack)] = CaseState.Disconnected,
        [(CaseState.Reconnected, CaseEvent.Restore)] = CaseState.Current,
        [(CaseState.FinalBilled, CaseEvent.Pay)] = CaseState.Current,
        [(CaseState.FinalBilled, CaseEvent.Place)] = CaseState.Collections,
        [(CaseState.Collections, CaseEvent.Pay)] = CaseState.Current,
        [(CaseState.Collections, CaseEvent.Recall)] = CaseState.FinalBilled,
        [(CaseState.Collections, CaseEvent.WriteOff)] = CaseState.WrittenOff,
        [(CaseState.WrittenOff, CaseEvent.Recover)] = CaseState.Current,
    };

    /// <summary>All of them.</summary>
    public static IEnumerable<(CaseState From, CaseEvent Event, CaseState To)> All =>
        Moves.Select(m => (m.Key.Item1, m.Key.Item2, m.Value));

    /// <summary>Where an event leads; null where it cannot happen.</summary>
    public static CaseState? Next(CaseState state, CaseEvent @event) =>
        Moves.TryGetValue((state, @event), out var next) ? next : null;
}

/// <summary>How far collections have come with an account.</summary>
public enum CaseState
{
    /// <summary>Nothing is pursued: the case is closed.</summary>
    Current,

    /// <summary>More is past due than the pack leaves alone.</summary>
    PastDue,

    /// <summary>The notice of delinquency and shut-off was given.</summary>
    Noticed,

    /// <summary>The final notice was given, or somebody was reached.</summary>
    Final,

    /// <summary>On an approved list for the field.</summary>
    Ordered,

    /// <summary>The field could not do it.</summary>
    FailedOrder,

    Disconnected,

    /// <summary>Enough was paid: service is to be restored, or is about to be.</summary>
    Reconnected,

    FinalBilled,
    Collections,
    WrittenOff,
}

/// <summary>What happens to a case.</summary>
public enum CaseEvent
{
    FallPastDue,

    /// <summary>A reminder or a past-due letter.</summary>
    Tell,

    Notice,
    GiveFinal,

    /// <summary>An adult was spoken to.</summary>
    Reach,

    /// <summary>Nobody was reached by a call or a visit.</summary>
    Miss,

    /// <summary>A notice was left at the door.</summary>
    Post,

    /// <summary>A notice's time lapsed while a hold stood: it must be given again.</summary>
    Restart,

    Order,
    CancelOrder,
    Disconnect,
    FailOrder,

    /// <summary>What was asked for was paid, arranged or taken off.</summary>
    Pay,

    /// <summary>The payment came back.</summary>
    TakeBack,

    Restore,
    FinalBill,
    Place,
    Recall,
    WriteOff,
    Recover,
}
