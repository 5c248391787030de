using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments;
using Portal.Core.Staff;

namespace Portal.Core.Requests.Refunds;

/// <summary>
/// Puts a refund that is asked for, or asked for again, before the office: as a task, and for review where the way to
/// reach the customer changed shortly before (16 CFR 681.1). One that an earlier request left open is done with. Part
/// of the caller's transaction.
/// </summary>
public sealed class TellOfRefund(
    PortalDbContext db, RaiseOfficeTask raise, WatchForRedFlags watch, BusinessClock clock)
{
    internal const string TaskKind = "refund_requested";

    /// <param name="happened">Id of the event.</param>
    internal async Task RunAsync(CustomerRequest request, Guid accountId, Guid happened, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        var asked = await db.Set<RefundRequest>().AsNoTracking().SingleAsync(r => r.RequestId == request.Id, ct);
        var detail = $"{request.Label}: a credit of {asked.Amount} is asked back; "
            + $"not before {asked.EarliestOn:yyyy-MM-dd}.";
        if (!await IsBeforeOfficeAsync(db, request, accountId, ct))
        {
            await DoneAsync(accountId, Actor.System, ct);
            await raise.RunAsync(
                new(TaskKind, $"{TaskKind}:{happened}", detail) { CustomerAccountId = accountId }, ct);
        }

        await watch.RunAsync(accountId, RedFlagAct.RefundRequest, happened, ct);
    }

    /// <summary>Who asked wants it no more. What is paid back without being asked stays before the office.</summary>
    /// <returns>How many tasks were done with.</returns>
    internal Task<int> WithdrawnAsync(CustomerRequest request, Actor by, CancellationToken ct) =>
        request is { Kind: RequestKind.Refund, CustomerAccountId: { } account }
            ? DoneAsync(account, by, ct)
            : Task.FromResult(0);

    private Task<int> DoneAsync(Guid accountId, Actor by, CancellationToken ct) => db.OfficeTasks
        .Where(t => t.CustomerAccountId == accountId && t.Kind == TaskKind && t.DoneAt == null)
        .ExecuteUpdateAsync(
            t => t.SetProperty(x => x.DoneAt, clock.Now).SetProperty(x => x.DoneBy, by.Name), ct);

    /// <summary>
    /// Under the account's lock: the one task of its credit is open and names this request, or the credit is paid back
    /// anyway (ux_office_task_one_refund).
    /// </summary>
    private static Task<bool> IsBeforeOfficeAsync(
        PortalDbContext db, CustomerRequest request, Guid accountId, CancellationToken ct)
    {
        var names = $"{request.Label}:";
        return db.OfficeTasks.AnyAsync(
            t => t.CustomerAccountId == accountId && t.DoneAt == null
                && ((t.Kind == TaskKind && t.Detail.StartsWith(names)) || t.Kind == RaiseRefundDue.TaskKind), ct);
    }

    /// <summary>The office pays the credit back without being asked, for the account closed.</summary>
    internal static Task<bool> IsDueAsync(PortalDbContext db, Guid accountId, CancellationToken ct) =>
        db.OfficeTasks.AnyAsync(
            t => t.CustomerAccountId == accountId && t.DoneAt == null && t.Kind == RaiseRefundDue.TaskKind, ct);
}
