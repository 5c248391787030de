using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Staff;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Payments;

public sealed class PostPaymentTests(City city) : IClassFixture<City>
{
    [Theory]
    [InlineData("bill 80.00, pay 50.00", "30.00")]
    [InlineData("bill 80.00, pay 80.00", "0.00")]
    [InlineData("bill 80.00, pay 100.00", "-20.00")]
    [InlineData("bill 80.00, pay 100.00, bill 15.00", "-5.00")]
    [InlineData("bill 80.00, pay 100.00, bill 35.00", "15.00")]
    [InlineData("bill 80.00, pay 50.00, take back", "80.00")]
    [InlineData("bill 80.00, pay 100.00, bill 35.00, take back", "115.00")]
    [InlineData("pay 10.00, pay 20.00, bill 25.00", "-5.00")]
    [InlineData("bill 40.00, bill 60.00, pay 50.00, pay 50.00", "0.00")]
    [InlineData("bill 0.01, pay 0.01", "0.00")]
    public async Task Balance_after(string history, string expected)
    {
        var account = await city.AccountAsync();

        await PlayAsync(account, history);

        Assert.Equal(new Usd(Cents(expected)), await city.BalanceAsync(account));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task The_oldest_bill_is_paid_first_and_water_last()
    {
        var account = await city.AccountAsync();
        await city.BillAsync(account, new Usd(60_00));
        city.Clock.Advance(TimeSpan.FromDays(30));
        await city.BillAsync(account, new Usd(60_00));

        var payment = await city.PayAsync(account, new Usd(75_00));

        var applied = await city.ReadAsync(db => (
            from a in db.Allocations
            join i in db.OpenItems on a.OpenItemId equals i.Id
            where a.PaymentId == payment.Id
            orderby a.Sequence
            select i.Service + " " + a.Amount.Cents).ToListAsync());
        Assert.Equal(["refuse 1000", "sewer 2000", "water 3000", "refuse 1000", "sewer 500"], applied);
    }

    [Fact]
    public async Task Eight_posts_of_one_operation_at_once_make_one_payment()
    {
        var account = await city.AccountOwingAsync(80.00m);
        var operation = Guid.CreateVersion7();

        var payments = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => city.PayAsync(account, new Usd(80_00), operation)));

        Assert.Single(payments.Select(p => p.Id).Distinct());
        Assert.Equal(Usd.Zero, await city.BalanceAsync(account));
    }

    [Fact]
    public async Task Eight_different_payments_at_once_are_all_kept()
    {
        var account = await city.AccountOwingAsync(80.00m);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => city.PayAsync(account, new Usd(20_00))));

        Assert.Equal(new Usd(-80_00), await city.BalanceAsync(account));
        await city.AssertBooksAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(100_000_000)]
    [InlineData(long.MaxValue)]
    public async Task An_amount_out_of_range_is_refused_and_nothing_is_written(long cents)
    {
        var account = await city.AccountOwingAsync(80.00m);

        var outcome = await PostAsync(account.Id, new Usd(cents));

        Assert.Equal("Pay_AmountOutOfRange", Assert.IsType<Outcome<Payment>.Refused>(outcome).Refusal.Key);
        Assert.Equal(new Usd(80_00), await city.BalanceAsync(account));
    }

    [Fact]
    public async Task An_unknown_account_is_refused() =>
        Assert.Equal("Account_NotFound",
            Assert.IsType<Outcome<Payment>.Refused>(await PostAsync(Guid.NewGuid(), new Usd(1))).Refusal.Key);

    [Fact]
    public async Task Taking_a_payment_back_at_once_from_eight_desks_takes_it_back_once()
    {
        var account = await city.AccountOwingAsync(80.00m);
        var payment = await city.PayAsync(account, new Usd(80_00));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TakeBackAsync(payment.Id)));

        Assert.Equal(new Usd(80_00), await city.BalanceAsync(account));
        Assert.Equal(1, await city.ReadAsync(db => db.PaymentReversals.CountAsync(r => r.PaymentId == payment.Id)));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task A_payment_taken_back_opens_each_item_again_with_its_own_due_date()
    {
        var account = await city.AccountOwingAsync(80.00m);
        var before = await OpenItemsAsync(account);
        var payment = await city.PayAsync(account, new Usd(80_00));
        city.Clock.Advance(TimeSpan.FromDays(40));

        await TakeBackAsync(payment.Id);

        Assert.Equal(before, await OpenItemsAsync(account));
    }

    [Fact]
    public async Task What_another_payment_left_over_pays_what_a_taken_back_one_opens_again()
    {
        var account = await city.AccountOwingAsync(80.00m);
        var first = await city.PayAsync(account, new Usd(80_00));
        var ahead = await city.PayAsync(account, new Usd(30_00));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => TakeBackAsync(first.Id)));

        Assert.Equal(new Usd(50_00), await city.BalanceAsync(account));
        Assert.Equal(Usd.Zero, await city.ReadAsync(db =>
            db.Payments.Where(p => p.Id == ahead.Id).Select(p => p.Unapplied).SingleAsync()));
        Assert.Equal(50_00, (await OpenItemsAsync(account)).Sum(i =>
            long.Parse(i.Split(' ')[1], CultureInfo.InvariantCulture)));
        await city.AssertBooksAsync();
    }

    private static long Cents(string dollars) =>
        (long)(decimal.Parse(dollars, CultureInfo.InvariantCulture) * 100);

    private Task<List<string>> OpenItemsAsync(CustomerAccount account) => city.ReadAsync(db =>
        db.OpenItems.Where(i => i.CustomerAccountId == account.Id).OrderBy(i => i.Id)
            .Select(i => i.DueOn + " " + i.Open.Cents).ToListAsync());

    private Task<Outcome<Payment>> PostAsync(Guid accountId, Usd amount) =>
        city.AskAsync<PostPayment, Outcome<Payment>>(act => act.RunAsync(
            new(accountId, new(Guid.CreateVersion7(), amount, Tender.Check, city.Clock.GetUtcNow(), Actor.System)),
            default));

    private async Task<PaymentReversal> TakeBackAsync(Guid paymentId) =>
        City.Done(await city.AskAsync<ReversePayment, Outcome<PaymentReversal>>(
            act => act.RunAsync(new(paymentId, "The bank sent it back", Actor.System), default)));

    private async Task PlayAsync(CustomerAccount account, string history)
    {
        Payment? last = null;
        foreach (var step in history.Split(", "))
        {
            var words = step.Split(' ');
            var amount = new Usd(words[^1] == "back" ? 0 : Cents(words[^1]));
            switch (words[0])
            {
                case "bill": await city.BillAsync(account, amount); break;
                case "pay": last = await city.PayAsync(account, amount); break;
                case "take": await TakeBackAsync(last!.Id); break;
                default: throw new InvalidOperationException(step);
            }
        }
    }
}
