namespace Portal.Core.Reads.Exceptions;

/// <summary>The life of an exception of reads, every move in one table.</summary>
public static class ReadExceptionMoves
{
    private static readonly Dictionary<(ReadExceptionState, ReadExceptionEventKind), ReadExceptionState> Moves = new()
    {
        [(ReadExceptionState.Open, ReadExceptionEventKind.Release)] = ReadExceptionState.Released,
        [(ReadExceptionState.Open, ReadExceptionEventKind.OrderReread)] = ReadExceptionState.RereadOrdered,
        [(ReadExceptionState.Open, ReadExceptionEventKind.EnterReread)] = ReadExceptionState.Reread,
        [(ReadExceptionState.Open, ReadExceptionEventKind.Estimate)] = ReadExceptionState.Estimated,
        [(ReadExceptionState.Open, ReadExceptionEventKind.Override)] = ReadExceptionState.Overridden,
        [(ReadExceptionState.Open, ReadExceptionEventKind.Propose)] = ReadExceptionState.AwaitingApproval,
        [(ReadExceptionState.Open, ReadExceptionEventKind.Clear)] = ReadExceptionState.Cleared,
        [(ReadExceptionState.RereadOrdered, ReadExceptionEventKind.EnterReread)] = ReadExceptionState.Reread,
        [(ReadExceptionState.RereadOrdered, ReadExceptionEventKind.Release)] = ReadExceptionState.Released,
        [(ReadExceptionState.RereadOrdered, ReadExceptionEventKind.Estimate)] = ReadExceptionState.Estimated,
        [(ReadExceptionState.RereadOrdered, ReadExceptionEventKind.Override)] = ReadExceptionState.Overridden,
        [(ReadExceptionState.RereadOrdered, ReadExceptionEventKind.Propose)] = ReadExceptionState.AwaitingApproval,
        [(ReadExceptionState.AwaitingApproval, ReadExceptionEventKind.Approve)] = ReadExceptionState.Overridden,
        [(ReadExceptionState.AwaitingApproval, ReadExceptionEventKind.Decline)] = ReadExceptionState.Open,
        [(ReadExceptionState.AwaitingApproval, ReadExceptionEventKind.ApproveReread)] = ReadExceptionState.Reread,
        [(ReadExceptionState.Cleared, ReadExceptionEventKind.Reopen)] = ReadExceptionState.Open,
        [(ReadExceptionState.Released, ReadExceptionEventKind.Reopen)] = ReadExceptionState.Open,
        [(ReadExceptionState.Reread, ReadExceptionEventKind.Reopen)] = ReadExceptionState.Open,
        [(ReadExceptionState.Estimated, ReadExceptionEventKind.Reopen)] = ReadExceptionState.Open,
        [(ReadExceptionState.Overridden, ReadExceptionEventKind.Reopen)] = ReadExceptionState.Open,
    };

    /// <summary>Where an event leads, or null when it does not belong to the state.</summary>
    public static ReadExceptionState? Next(ReadExceptionState state, ReadExceptionEventKind e) =>
        Moves.TryGetValue((state, e), out var next) ? next : null;

    /// <summary>The account is held: ux and view of the schema say the same.</summary>
    public static bool IsUnresolved(ReadExceptionState state) => state is ReadExceptionState.Open
        or ReadExceptionState.RereadOrdered or ReadExceptionState.AwaitingApproval;
}

public enum ReadExceptionState
{
    /// <summary>Nobody has decided.</summary>
    Open,

    /// <summary>Somebody is sent to the meter.</summary>
    RereadOrdered,

    /// <summary>A correction or re-read above one person's limit waits for a second.</summary>
    AwaitingApproval,

    /// <summary>Billed as read.</summary>
    Released,

    /// <summary>Read again, and that reading is billed.</summary>
    Reread,

    /// <summary>An estimate is billed.</summary>
    Estimated,

    /// <summary>Corrected by hand.</summary>
    Overridden,

    /// <summary>The reason has gone by itself: the read came, or it was changed.</summary>
    Cleared,
}

/// <summary>What can happen to an exception.</summary>
public enum ReadExceptionEventKind
{
    Release,
    OrderReread,
    EnterReread,
    Estimate,
    Override,
    Propose,
    Approve,
    ApproveReread,
    Decline,
    Clear,
    Reopen,
}
