using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Returns;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Refunds;

/// <summary>
/// Writes down what happened to a refund: a line of its life and an audit entry, in the act's transaction.
/// </summary>
public sealed class RecordRefund(PortalDbContext db, BusinessClock clock)
{
    /// <param name="act">The act's name.</param>
    internal void Write(Refund refund, string act, string detail, Actor by)
    {
        db.Add(new RefundEvent
        {
            Id = Guid.CreateVersion7(),
            RefundId = refund.Id,
            Act = act,
            Detail = detail,
            At = clock.Now,
            ByWhom = by.Name,
        });
        db.Add(AuditEntry.Of(clock.Now, by.Name, act, refund.CustomerAccountId, new
        {
            refund = refund.Id,
            cents = refund.Amount.Cents,
            state = $"{refund.State}",
        }));
    }
}

/// <summary>A refund under its account's lock.</summary>
internal sealed record RefundInHand(CustomerAccount Account, Refund Refund, List<RefundPart> Parts)
{
    /// <summary>What stands of it: not dropped and not a credit again.</summary>
    public IEnumerable<RefundPart> Standing =>
        Parts.Where(p => p.State is not (RefundPartState.Dropped or RefundPartState.Failed));
}

/// <summary>Questions and locks of refunds.</summary>
internal static class RefundQueries
{
    /// <summary>Locks the account, then reads the refund and its parts as they are under the lock.</summary>
    public static async Task<RefundInHand?> TakeRefundAsync(
        this PortalDbContext db, Guid refundId, CancellationToken ct)
    {
        var accountId = await db.Set<Refund>().Where(r => r.Id == refundId)
            .Select(r => (Guid?)r.CustomerAccountId).SingleOrDefaultAsync(ct);
        if (accountId is null || await db.LockAccountAsync(accountId.Value, ct) is not { } account) { return null; }

        db.Forget(read => read is Refund r && r.Id == refundId || read is RefundPart p && p.RefundId == refundId
            || read is Payment paid && paid.CustomerAccountId == accountId);
        return new(
            account,
            await db.Set<Refund>().SingleAsync(r => r.Id == refundId, ct),
            await db.Set<RefundPart>().Where(p => p.RefundId == refundId).OrderBy(p => p.No).ToListAsync(ct));
    }

    /// <summary>What refunds are called, by their ids.</summary>
    public static Task<Dictionary<Guid, string>> ReferencesAsync(
        this PortalDbContext db, IEnumerable<Guid> refunds, CancellationToken ct)
    {
        var ids = refunds.Distinct().ToList();
        return db.Set<Refund>().Where(r => ids.Contains(r.Id)).ToDictionaryAsync(r => r.Id, r => r.Reference, ct);
    }

    /// <summary>Some of a payment is payable or was paid back, and is not charged to its customer again.</summary>
    public static Task<bool> WasRefundedAsync(this PortalDbContext db, Guid paymentId, CancellationToken ct) => (
        from part in db.Set<RefundPart>()
        join refund in db.Set<Refund>() on part.RefundId equals refund.Id
        where part.PaymentId == paymentId && refund.JournalEntryId != null
            && part.State != RefundPartState.Failed && part.State != RefundPartState.Dropped
            && !db.Set<RefundClaim>().Any(c => c.RefundPartId == part.Id)
        select part).AnyAsync(ct);

    /// <summary>This person asked for it or said something to it: others send it out.</summary>
    public static Task<bool> DecidedAsync(this PortalDbContext db, Guid refundId, Actor by, CancellationToken ct) =>
        db.Set<Refund>().AnyAsync(
            r => r.Id == refundId && (r.RequestedBy == by.Name
                || db.Set<RefundApproval>().Any(a => a.RefundId == refundId && a.DecidedBy == by.Name)), ct);
}
