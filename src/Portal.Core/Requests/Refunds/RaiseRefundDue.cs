using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Moves;
using Portal.Core.Payments;
using Portal.Core.Staff;

namespace Portal.Core.Requests.Refunds;

/// <summary>
/// Puts the credit of an account that just closed before the office: what of it may be refunded, and apart from it what
/// the relief fund paid, which nobody gets. It takes the place of a refund that was asked for:
/// one credit is one task (ux_office_task_one_refund). Part of the caller's transaction, under the account's lock.
/// </summary>
public sealed class RaiseRefundDue(
    PortalDbContext db, RaiseOfficeTask raise, WatchForRedFlags watch, BusinessClock clock)
{
    internal async Task RunAsync(CustomerAccount account, ServiceMove move, CancellationToken ct)
    {
        var asked = await db.Set<CustomerRequest>().AsNoTracking()
            .Where(r => r.CustomerAccountId == account.Id && r.Kind == RequestKind.Refund
                && r.State != RequestState.Answered && r.State != RequestState.Closed)
            .Select(r => (long?)r.Number).SingleOrDefaultAsync(ct);
        await db.OfficeTasks
            .Where(t => t.CustomerAccountId == account.Id && t.Kind == TellOfRefund.TaskKind && t.DoneAt == null)
            .ExecuteUpdateAsync(
                t => t.SetProperty(x => x.DoneAt, clock.Now).SetProperty(x => x.DoneBy, Actor.System.Name), ct);
        var also = asked is { } number ? $"; {CustomerRequest.LabelOf(number)} asks for it: answer that too" : "";
        var left = await RefundableCredit.LeftAsync(db, account, clock, ct);
        await raise.RunAsync(
            new(TaskKind, $"{TaskKind}:{move.Id}",
                $"{left} when it closed on {move.MovedOn:O}{also}")
            {
                CustomerAccountId = account.Id,
            },
            ct);
        await watch.RunAsync(account.Id, RedFlagAct.CreditLeft, move.Id, ct);
    }

    internal const string TaskKind = "refund_due";
}
