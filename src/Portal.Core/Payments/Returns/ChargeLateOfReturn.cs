using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Returns;

/// <summary>
/// Charges for lateness what a payment had paid that came back, as though it had not been paid (domain.md §4.4): by
/// the city's families, the step it has reached today and was not charged for. Part of the caller's transaction, under
/// the account's lock. Holds keep it away as they keep a run away.
/// </summary>
public sealed class ChargeLateOfReturn(
    PortalDbContext db, WriteLateCharge write, ApplyCredit applyCredit, BusinessClock clock)
{
    /// <returns>What was charged.</returns>
    public async Task<Usd> RunAsync(CustomerAccount locked, Guid paymentId, Actor by, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(locked);
        if (await db.RulesOnAsync<LateChargeRules>(MoneyRuleKind.LateCharges, clock.Today, ct) is not { } rules)
        {
            return Usd.Zero;
        }

        var reopened = (await db.Allocations.Where(a => a.PaymentId == paymentId && a.ReversesId != null)
            .Select(a => a.OpenItemId).ToListAsync(ct)).ToHashSet();
        var late = (await LateItems.OnAsync(db, rules, clock.Today, [locked.Id], ct))
            .Where(l => reopened.Contains(l.Item.Id)).ToList();
        var (charged, no) = (Usd.Zero, 0);
        foreach (var bill in late.GroupBy(l => (l.Item.SourceId, l.Family.Code)))
        {
            var cause = new WriteLateCharge.Cause(paymentId, ++no, by) { ReturnedPaymentId = paymentId };
            var adjustment = await write.RunAsync(locked, cause, [.. bill], rules, ct);
            await db.SaveChangesAsync(ct);
            charged += adjustment.Amount;
            await applyCredit.RunAsync(locked, adjustment.Id, adjustment.LabelEn, by, ct);
        }

        return charged;
    }
}
