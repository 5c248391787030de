using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rules;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Payments.Refunds;

/// <summary>Who approves how much of a refund: the bands of refunds in the city's one table of bands.</summary>
internal static class RefundBands
{
    /// <summary>
    /// The band of an amount on a day (refund_band): of the bands for refunds in the rule about adjustments, or else of
    /// those that the rule about refunds says itself; null where the city lets nobody refund so much.
    /// </summary>
    internal static async Task<RefundRules.Band?> RefundBandAsync(
        this PortalDbContext db, RefundRules rules, Usd amount, DateOnly day, CancellationToken ct)
    {
        var table = await db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, day, ct);
        var own = table?.Bands?.Where(b => b.Kind == ApprovalKinds.Refund)
            .Select(b => new RefundRules.Band(b.UpToCents, b.Role, b.Approvals ?? 1)).ToList();
        return (own is null or [] ? rules.Bands ?? [] : own).FirstOrDefault(b => amount.Cents <= b.UpToCents);
    }
}
