namespace Portal.Core.Payments.Refunds;

/// <summary>
/// The life of a refund and of its parts, every move in one table; refund_may_move says the same (ck_refund_moves). A
/// success is not final: a bank may send it back weeks later (practice.md §1.6).
/// </summary>
public static class RefundMoves
{
    private static readonly HashSet<(RefundState, RefundState)> Moves =
    [
        (RefundState.Requested, RefundState.Approved),
        (RefundState.Requested, RefundState.Declined),
        (RefundState.Requested, RefundState.Canceled),
        (RefundState.Approved, RefundState.Canceled),
        (RefundState.Approved, RefundState.Issued),
        (RefundState.Issued, RefundState.Confirmed),
        (RefundState.Issued, RefundState.Failed),
        (RefundState.Confirmed, RefundState.Failed),
    ];

    public static bool May(RefundState from, RefundState to) => Moves.Contains((from, to));

    /// <summary>The customer's money is kept for it, or is on its way.</summary>
    public static bool IsOpen(RefundState state) =>
        state is RefundState.Requested or RefundState.Approved or RefundState.Issued;

    /// <summary>
    /// When to ask the processor if nobody tells us: at once for an unanswered call, six-hourly for money on its way to
    /// a bank, and daily for a month of what arrived, since banks send it back.
    /// </summary>
    public static DateTimeOffset? NextCheck(RefundPartState state, DateTimeOffset sentAt, DateTimeOffset at) =>
        state switch
        {
            RefundPartState.Sending => at.AddMinutes(2),
            RefundPartState.Unknown => at.AddMinutes(1),
            RefundPartState.Pending => at.AddHours(6),
            RefundPartState.Succeeded when at < sentAt.AddDays(31) => at.AddDays(1),
            _ => null,
        };
}
