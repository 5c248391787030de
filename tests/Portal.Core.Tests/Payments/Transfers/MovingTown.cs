using Portal.Core.Accounts;
using Portal.Core.Billing.Approvals;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Transfers;
using Portal.Testing;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;

namespace Portal.Core.Tests.Payments.Transfers;

/// <summary>Payments on the wrong account.</summary>
internal static class MovingTown
{
    public static async Task<TransferPayment.Request> MoveOfAsync(
        this City city, Payment payment, CustomerAccount from, CustomerAccount to, long? cents = null) => new(
        Guid.CreateVersion7(), payment.Id, to.Number, cents is { } some ? new Usd(some) : payment.Amount,
        await city.BalanceAsync(from), await city.BalanceAsync(to), "Written to the neighbor's number", Technician);

    public static Task<Outcome<Posted>> MoveAsync(this City city, TransferPayment.Request request) =>
        city.AskAsync<TransferPayment, Outcome<Posted>>(act => act.RunAsync(request, default));

    public static Task<Outcome<PaymentReallocation>> ShareAsync(this City city, ReallocatePayment.Request request) =>
        city.AskAsync<ReallocatePayment, Outcome<PaymentReallocation>>(act => act.RunAsync(request, default));

    public static Task<IReadOnlyList<PayablePart>> PartsAsync(this City city, Payment payment) =>
        city.ReadAsync(db => PayablePart.OfAsync(db, payment, default));
}
