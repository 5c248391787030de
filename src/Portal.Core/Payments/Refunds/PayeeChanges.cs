using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Accounts.Merging;
using Portal.Core.Data;

namespace Portal.Core.Payments.Refunds;

/// <summary>
/// Whether who a check would be made out to, or where it would be mailed, is another than those who approved the refund
/// could see: a change of the name or the mailing address, or a merge by which the account went over, since the last
/// approval (ck_bank_check_payee_as_approved).
/// </summary>
internal static class PayeeChanges
{
    /// <summary>The same of a refund of which something goes by check.</summary>
    internal static async Task<bool> IsCheckToSomebodyElseAsync(
        this PortalDbContext db, Guid refundId, CancellationToken ct) =>
        await db.Set<RefundPart>().AnyAsync(p => p.RefundId == refundId && p.Way == RefundWay.Check, ct)
        && await db.PayeeChangedAsync(refundId, ct);

    internal static async Task<bool> PayeeChangedAsync(
        this PortalDbContext db, Guid refundId, CancellationToken ct)
    {
        var approved = await db.Set<RefundApproval>()
            .Where(a => a.RefundId == refundId && a.Decision == RefundDecision.Approved)
            .MaxAsync(a => (DateTimeOffset?)a.DecidedAt, ct);
        var account = await (
            from refund in db.Set<Refund>()
            join owner in db.CustomerAccounts on refund.CustomerAccountId equals owner.Id
            where refund.Id == refundId
            select new { owner.Id, owner.CustomerId }).SingleAsync(ct);
        return await db.ContactChanges.AnyAsync(
                c => c.CustomerId == account.CustomerId && c.ChangedAt > approved
                    && (c.Part == ContactPart.MailingAddress || c.Part == ContactPart.Name
                        || c.Part == ContactPart.LegalName), ct)
            || await (
                from moved in db.Set<CustomerMergeAccount>()
                join merge in db.Set<CustomerMerge>() on moved.MergeId equals merge.Id
                where moved.CustomerAccountId == account.Id
                    && (merge.DecidedAt > approved || merge.UndoneAt > approved)
                select merge).AnyAsync(ct);
    }
}
