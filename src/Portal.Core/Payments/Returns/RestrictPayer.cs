using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Payments.Returns;

/// <summary>
/// Counts what came back of a customer and restricts how they may pay (domain.md §4.4): after the first, what came back
/// is paid with certified money; after the second within the months, no checks and bank debits for a year. Part of the
/// caller's transaction. What was a bank's or our mistake is not counted.
/// </summary>
public sealed class RestrictPayer(PortalDbContext db, BusinessClock clock)
{
    /// <param name="paymentId">The payment that came back last, recorded already.</param>
    /// <returns>The restriction; null when there is none for so many.</returns>
    public async Task<PaymentRestriction?> RunAsync(
        Guid customerId, Guid paymentId, ReturnRules rules, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(rules);
        // Two returns on two accounts of one customer at once: the second counts the first.
        await db.Database.ExecuteSqlAsync($"select 1 from customer where id = {customerId} for no key update", ct);
        var since = clock.Today.AddMonths(-rules.Months);
        var count = await (
            from returned in db.Set<ReturnedPayment>()
            join reason in db.Set<ReturnReason>() on returned.ReasonCode equals reason.Code
            join payment in db.Payments on returned.PaymentId equals payment.Id
            join account in db.CustomerAccounts on payment.CustomerAccountId equals account.Id
            where account.CustomerId == customerId && reason.Counts && returned.ReturnedOn > since
            select returned.OperationId).Distinct().CountAsync(ct);
        RestrictionKind? kind = rules.NoChecksAfter > 0 && count >= rules.NoChecksAfter ? RestrictionKind.NoChecks
            : rules.CertifiedAfter > 0 && count >= rules.CertifiedAfter ? RestrictionKind.Certified
            : null;
        if (kind is not { } restricted) { return null; }

        var months = restricted == RestrictionKind.NoChecks ? rules.NoChecksMonths : rules.Months;
        var restriction = new PaymentRestriction
        {
            Id = Guid.CreateVersion7(),
            CustomerId = customerId,
            PaymentId = paymentId,
            Kind = restricted,
            StartsOn = clock.Today,
            EndsOn = clock.Today.AddMonths(months),
        };
        db.Add(restriction);
        await db.SaveChangesAsync(ct);
        return restriction;
    }
}
