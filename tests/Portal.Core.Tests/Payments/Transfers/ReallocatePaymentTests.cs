using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Transfers;
using Portal.Core.Staff;
using Portal.Testing;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;

namespace Portal.Core.Tests.Payments.Transfers;

/// <summary>What a payment pays is said anew, by rows that take back and rows that pay (domain.md §3.1).</summary>
public sealed class ReallocatePaymentTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task A_payment_that_went_to_refuse_and_sewer_pays_water_instead()
    {
        var (account, payment) = await HalfPaidAsync();
        var parts = await city.PartsAsync(payment);

        City.Done(await city.ShareAsync(Form(payment, parts, p => p.Item.Service == UtilityService.Water
            ? new Usd(30_00) : Usd.Zero)));

        var items = await ItemsAsync(account);
        Assert.Equal(Usd.Zero, items.Single(i => i.Service == UtilityService.Water).Open);
        Assert.All(items.Where(i => i.Service != UtilityService.Water), i => Assert.Equal(i.Amount, i.Open));
        Assert.Equal(new Usd(30_00), await city.BalanceAsync(account));
        var rows = await city.ReadAsync(db => db.Allocations.Where(a => a.PaymentId == payment.Id).ToListAsync());
        Assert.Equal(2, rows.Count(a => a.ReversesId is not null));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task It_is_refused_with_the_reason_and_done_once()
    {
        var (_, payment) = await HalfPaidAsync();
        var parts = await city.PartsAsync(payment);
        var form = Form(payment, parts, p => p.Item.Service == UtilityService.Water ? new Usd(30_00) : Usd.Zero);

        Assert.Equal("Reallocate_Same", Refused(await city.ShareAsync(Form(payment, parts, p => p.Now))));
        Assert.Equal("Reallocate_Sum", Refused(await city.ShareAsync(Form(payment, parts, _ => new Usd(1)))));
        Assert.Equal("Reallocate_MoreThanItem", Refused(await city.ShareAsync(
            Form(payment, parts, p => p.Most + new Usd(1)))));
        Assert.Equal("Reallocate_Changed", Refused(await city.ShareAsync(form with
        {
            Wanted = [.. form.Wanted.Select(w => w with { MostSeen = new Usd(1) })],
        })));
        Assert.Equal("Transfer_NoteMissing", Refused(await city.ShareAsync(form with { Note = "" })));
        Assert.Equal("Payment_NotFound", Refused(await city.ShareAsync(form with { PaymentId = Guid.NewGuid() })));
        City.Done(await city.ShareAsync(form));
        City.Done(await city.ShareAsync(form));
        Assert.Single(await city.ReadAsync(db => db.Set<PaymentReallocation>()
            .Where(r => r.PaymentId == payment.Id).ToListAsync()));
    }

    [Fact]
    public async Task Their_own_payment_is_for_somebody_else()
    {
        var (account, payment) = await HalfPaidAsync();
        var owner = Actor.Staff((await city.ResidentAsync("Terry", account)).Id);
        var parts = await city.PartsAsync(payment);

        Assert.Equal("Transfer_OwnAccount", Refused(await city.ShareAsync(
            Form(payment, parts, p => p.Most) with { By = owner })));
    }

    [Fact]
    public async Task Eight_at_once_share_it_out_once()
    {
        var (account, payment) = await HalfPaidAsync();
        var parts = await city.PartsAsync(payment);

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => city.ShareAsync(
            Form(payment, parts, p => p.Item.Service == UtilityService.Water ? new Usd(30_00) : Usd.Zero)))));

        Assert.Single(all.OfType<Outcome<PaymentReallocation>.Done>());
        Assert.Equal(new Usd(30_00), await city.BalanceAsync(account));
        await city.AssertBooksAsync();
    }

    private static ReallocatePayment.Request Form(
        Payment payment, IReadOnlyList<PayablePart> parts, Func<PayablePart, Usd> amount) => new(
        Guid.CreateVersion7(), payment.Id, [.. parts.Select(p => new ReallocatePayment.Share(
            p.Item.Id, amount(p), p.Most))],
        "Asked for on the check", Technician);

    /// <summary>Owes water 30.00, sewer 20.00 and refuse 10.00, and paid half.</summary>
    private async Task<(CustomerAccount Account, Payment Payment)> HalfPaidAsync()
    {
        var account = await city.AccountOwingAsync(60.00m);
        return (account, await city.PayAsync(account, new Usd(30_00)));
    }

    private Task<List<OpenItem>> ItemsAsync(CustomerAccount account) => city.ReadAsync(db =>
        db.OpenItems.AsNoTracking().Where(i => i.CustomerAccountId == account.Id).ToListAsync());
}
