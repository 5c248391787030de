using Portal.Core.Accounts;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Billing.LateCharges;

/// <summary>
/// Writes one family's charge on what is late of one bill: an open item for each service and fund, and the steps that
/// are charged for by it. Part of an act that has the account's lock.
/// </summary>
public sealed class WriteLateCharge(PortalDbContext db, WriteAdjustment write, BusinessClock clock)
{
    /// <param name="OperationId">The run, or the payment that came back: with the number it names the charge.</param>
    /// <param name="No">Of the account's charges under the operation, from one.</param>
    public sealed record Cause(Guid OperationId, int No, Actor By)
    {
        public Actor? ApprovedBy { get; init; }

        public Guid? RunId { get; init; }

        public Guid? ReturnedPaymentId { get; init; }
    }

    /// <param name="late">Of one bill and one family; at least one.</param>
    internal async Task<Adjustment> RunAsync(
        CustomerAccount account, Cause cause, IReadOnlyList<LateItems.Late> late, LateChargeRules rules,
        CancellationToken ct)
    {
        var family = late[0].Family;
        var draft = new WriteAdjustment.Draft(
            cause.OperationId, cause.No, AdjustmentKind.LateCharge, family.Code, family.Label, cause.By)
        {
            CitesBillId = late[0].Item.BillId,
            ApprovedBy = cause.ApprovedBy,
        };
        var parts =
            from l in late
            group l.Amount by (l.Item.Service, l.Item.Fund) into part
            where part.Sum().IsPositive
            select new WriteAdjustment.Charge(
                ChargeKind.Penalty, part.Key.Service, part.Key.Fund, GlAccounts.Penalties, part.Sum());
        var adjustment = await write.ChargeAsync(
            account, draft, clock.Today.AddDays(rules.DueDays), [.. parts], ct);
        db.AddRange(late.Select(l => new LateCharge
        {
            OpenItemId = l.Item.Id,
            Family = family.Code,
            Step = l.Step,
            Basis = l.Basis,
            Amount = l.Amount,
            AdjustmentId = adjustment.Id,
            RunId = cause.RunId,
            ReturnedPaymentId = cause.ReturnedPaymentId,
        }));
        return adjustment;
    }
}
