using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments.Checks;
using Portal.Core.Staff;

namespace Portal.Web.Pages.Office.Checks;

/// <summary>What may be done to one check on its page.</summary>
public enum CheckAct
{
    Void,
    Stop,
    StopConfirmed,
    StopRefused,
    Clear,
    Reissue,
    Reopen,
}

/// <summary>The acts of a check's page, by what was chosen.</summary>
public sealed class CheckDesk(
    VoidCheck voidCheck, StopCheck stop, AnswerStop answerStop, ClearCheck clear, ReissueCheck reissue,
    ReopenCheck reopen)
{
    /// <summary>What a check's state lets be done.</summary>
    public static IReadOnlyList<CheckAct> ActsOf(CheckState state) => state switch
    {
        CheckState.Issued or CheckState.Printed => [CheckAct.Void],
        CheckState.Mailed => [CheckAct.Clear, CheckAct.Stop],
        CheckState.StopAsked => [CheckAct.StopConfirmed, CheckAct.StopRefused, CheckAct.Clear],
        CheckState.Void or CheckState.Stopped => [CheckAct.Reissue, CheckAct.Reopen],
        CheckState.Stale => [CheckAct.Reissue, CheckAct.Clear],
        _ => [],
    };

    /// <param name="paid">Of a check that the bank paid: what its statement says.</param>
    public Task<Outcome<BankCheck>> DoAsync(
        Guid id, CheckAct act, string? note, Usd paid, Actor by, CancellationToken ct)
    {
        return act switch
        {
            CheckAct.Void => voidCheck.RunAsync(new(id, note, by), ct),
            CheckAct.Stop => stop.RunAsync(new(id, note, by), ct),
            CheckAct.StopConfirmed => answerStop.RunAsync(new(id, IsConfirmed: true, note, by), ct),
            CheckAct.StopRefused => answerStop.RunAsync(new(id, IsConfirmed: false, note, by), ct),
            CheckAct.Clear => clear.RunAsync(new(id, paid, by), ct),
            CheckAct.Reissue => reissue.RunAsync(new(id, note, by), ct),
            CheckAct.Reopen => reopen.RunAsync(new(id, note, by), ct),
            _ => throw new InvalidOperationException($"Unknown act {act}."),
        };
    }
}
