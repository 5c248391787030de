namespace Portal.Core.Payments.Checks;

/// <summary>
/// The life of a check, every move in one table; bank_check_may_move says the same (ck_bank_check_moves). A check that
/// left the office is stopped, and replaced only when the bank has confirmed the stop.
/// </summary>
public static class CheckMoves
{
    private static readonly HashSet<(CheckState, CheckState)> Moves =
    [
        (CheckState.Issued, CheckState.Printed),
        (CheckState.Issued, CheckState.Void),
        (CheckState.Printed, CheckState.Mailed),
        (CheckState.Printed, CheckState.Void),
        (CheckState.Mailed, CheckState.Cleared),
        (CheckState.Mailed, CheckState.StopAsked),
        (CheckState.Mailed, CheckState.Stale),
        (CheckState.StopAsked, CheckState.Stopped),
        // The bank would not stop it, or had paid it before.
        (CheckState.StopAsked, CheckState.Mailed),
        (CheckState.StopAsked, CheckState.Cleared),
        // A bank may pay a stale check, though it need not.
        (CheckState.Stale, CheckState.Cleared),
        (CheckState.Stale, CheckState.Reissued),
        // Claimed as a credit, or claimed by nobody.
        (CheckState.Stale, CheckState.Credited),
        (CheckState.Stale, CheckState.TurnedOver),
        (CheckState.Void, CheckState.Reissued),
        (CheckState.Stopped, CheckState.Reissued),
    ];

    public static bool May(CheckState from, CheckState to) => Moves.Contains((from, to));
}
