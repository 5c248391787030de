using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Approvals;
using Portal.Core.Common;
using Portal.Core.Fees;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Testing;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;

namespace Portal.Core.Tests.Fees;

/// <summary>What the office charges and lets go.</summary>
internal static class ChargingCity
{
    public static ChargeFee.Request FeeOf(CustomerAccount account, FeeKind fee, bool afterHours = false) =>
        new(Guid.CreateVersion7(), account.Id, fee, afterHours, false, null, "Work order 7", null, null, Technician);

    public static Task<Outcome<Posted>> ChargeAsync(this City city, ChargeFee.Request request) =>
        city.AskAsync<ChargeFee, Outcome<Posted>>(act => act.RunAsync(request, default));

    /// <summary>Charges a fee that one person may post alone.</summary>
    public static async Task<Adjustment> ChargedAsync(this City city, CustomerAccount account, FeeKind fee) =>
        City.Done(await city.ChargeAsync(FeeOf(account, fee))).Adjustment!;

    public static WaiveCharge.Request WaiverOf(CustomerAccount account, Guid charge) =>
        new(Guid.CreateVersion7(), account.Id, charge, "First time", null, Technician);

    public static Task<Outcome<Posted>> WaiveAsync(this City city, WaiveCharge.Request request) =>
        city.AskAsync<WaiveCharge, Outcome<Posted>>(act => act.RunAsync(request, default));

    /// <summary>A payment that the bank sends back.</summary>
    public static async Task<Payment> ReturnedAsync(this City city, CustomerAccount account, long cents)
    {
        var payment = await city.PayAsync(account, new Usd(cents));
        City.Done(await city.AskAsync<ReversePayment, Outcome<PaymentReversal>>(
            act => act.RunAsync(
                new(payment.Id, "Returned", Technician) { Cause = ReversalCause.ReturnedItem }, default)));
        return payment;
    }

    public static DraftFee.Request Draft(City city, FeeKind kind, long cents) => new(
        Guid.CreateVersion7(), kind, new(new Usd(cents), city.Today, "Fee", "Cargo") { Note = "Resolution 12" },
        Technician);

    public static Task<Outcome<FeeRate>> DraftAsync(this City city, DraftFee.Request request) =>
        city.AskAsync<DraftFee, Outcome<FeeRate>>(act => act.RunAsync(request, default));

    public static Task<Outcome<FeeRate>> ReleaseAsync(this City city, Guid id, Portal.Core.Staff.Actor by) =>
        city.AskAsync<ReleaseFee, Outcome<FeeRate>>(act => act.RunAsync(new(id, by), default));

    public static Task<Outcome<FeeRate>> DiscardAsync(this City city, Guid id) =>
        city.AskAsync<DiscardFee, Outcome<FeeRate>>(act => act.RunAsync(new(id, Technician), default));

    public static Task<int> ChargesOfAsync(this City city, CustomerAccount account) => city.ReadAsync(db =>
        db.Set<FeeCharge>().CountAsync(
            c => db.Adjustments.Any(a => a.Id == c.AdjustmentId && a.CustomerAccountId == account.Id)));
}
