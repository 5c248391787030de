using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Checks;
using Portal.Core.Payments.Refunds;
using Portal.Core.Payments.Returns;
using Portal.Core.Tests.Payments.Refunds;
using Portal.Testing;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;

namespace Portal.Core.Tests.Payments.Returns;

/// <summary>A payment of which something was refunded, or is being refunded, comes back whole.</summary>
public sealed class RefundedReturnTests(RefundTown town) : IClassFixture<RefundTown>
{
    private City City => town.City;

    [Fact]
    public async Task Of_an_item_that_paid_two_accounts_all_is_taken_back_and_a_check_in_the_office_is_void()
    {
        var (operation, trace) = (Guid.CreateVersion7(), "091400600000311");
        var (one, two) = (await City.AccountOwingAsync(40.00m), await City.AccountOwingAsync(40.00m));
        CustomerAccount[] accounts = [.. new[] { one, two }.OrderBy(a => a.Id)];
        await City.DebitAsync(accounts[0], 40_00, trace, operation);
        await City.DebitAsync(accounts[1], 100_00, trace, operation);
        City.Clock.Advance(TimeSpan.FromDays(20));
        var refund = await town.IssuedAsync(accounts[1], 60_00, byCheck: true);

        var file = await City.CheckAsync(NachaText.Of(new NachaText.Row("R01", trace, 140_00)));
        City.Done(await City.ConfirmAsync(file));
        while (await City.BookAsync() > 0)
        {
        }

        Assert.Equal(BankRowOutcome.Booked, Assert.Single(await City.RowsAsync(file)).Outcome);
        Assert.Equal(RefundState.Failed, (await town.ReadAsync(refund.Id)).State);
        var check = await town.CheckOfAsync(refund.Id);
        Assert.Equal(CheckState.Void, check.State);
        Assert.Contains($"check {check.Number} is void", await TaskAsync(refund));
        Assert.Equal(new Usd(40_00), await City.BalanceAsync(accounts[1]) - await CostsAsync(accounts[1]));
        Assert.Equal(new Usd(40_00), await City.BalanceAsync(accounts[0]) - await CostsAsync(accounts[0]));
        await City.AssertBooksAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_refunded_of_a_disputed_payment_is_owed_until_the_city_wins(bool won)
    {
        var account = await City.AccountAsync(email: $"{Guid.NewGuid():N}@example.com");
        await City.BillAsync(account, new Usd(40_00));
        await town.PayByCardAsync(account, 100_00);
        var refund = await town.IssuedAsync(account, 60_00);
        Assert.Equal(RefundState.Confirmed, refund.State);

        var dispute = town.Paying.Sandbox.Stripe.OpenDispute(await IntentAsync(account));
        await Task.WhenAll(town.Paying.SweepAsync(), town.Paying.SweepAsync());
        await town.Paying.SweepAsync();

        Assert.Equal(new Usd(100_00), await City.BalanceAsync(account));
        var item = await City.ReadAsync(db => db.OpenItems.SingleAsync(
            i => i.CustomerAccountId == account.Id && i.Amount == new Usd(60_00)));
        Assert.Equal(new Usd(60_00), item.Open);
        Assert.Contains("$60.00 is charged to the customer", await TaskAsync(refund));
        Assert.Contains("$60.00 of this payment", await LetterAsync(account));
        await City.AssertBooksAsync();
        town.Paying.Sandbox.Stripe.CloseDispute(dispute, won);
        await town.Paying.SweepAsync();
        await town.Paying.SweepAsync();

        Assert.Equal(won ? Usd.Zero : new Usd(100_00), await City.BalanceAsync(account));
        Assert.Equal(WebhookEventState.Done, await City.ReadAsync(db => db.WebhookEvents
            .Where(e => e.ObjectId == dispute).OrderBy(e => e.Id).Select(e => e.State).FirstAsync()));
        await City.AssertBooksAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refund_that_was_not_sent_is_given_up_with_a_task(bool approved)
    {
        var account = await town.OverpaidByCardAsync(50_00);
        var refund = approved ? await town.ApprovedAsync(account, 50_00)
            : City.Done(await town.RequestAsync(town.Form(account, 50_00)));

        town.Paying.Sandbox.Stripe.OpenDispute(await IntentAsync(account));
        await town.Paying.SweepAsync();

        Assert.Equal(RefundState.Canceled, (await town.ReadAsync(refund.Id)).State);
        Assert.Equal(Usd.Zero, await City.BalanceAsync(account));
        Assert.Contains("was given up", await TaskAsync(refund));
        Assert.Equal("Refund_WaitsForNobody", RefundTown.Refused(await town.IssueAsync(refund)));
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task One_that_comes_back_after_the_payment_did_pays_what_was_charged_for_it()
    {
        var account = await town.OverpaidByCardAsync(30_00, "4000000000005126");
        var refund = await town.IssuedAsync(account, 30_00);
        town.Paying.Sandbox.Stripe.OpenDispute(await IntentAsync(account));
        await town.Paying.SweepAsync();
        Assert.Equal(new Usd(30_00), await City.BalanceAsync(account));
        town.Paying.Sandbox.Stripe.AdvanceClock(TimeSpan.FromMinutes(10));

        await Task.WhenAll(town.Paying.SweepAsync(), town.Paying.SweepAsync());
        await town.Paying.SweepAsync();

        Assert.Equal(RefundState.Failed, (await town.ReadAsync(refund.Id)).State);
        Assert.Equal(Usd.Zero, await City.BalanceAsync(account));
        Assert.Equal(Usd.Zero, await City.ReadAsync(db => db.OpenItems
            .Where(i => i.CustomerAccountId == account.Id).Select(i => i.Open).SumUsdAsync(default)));
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task A_check_that_had_left_is_charged_and_stopped_it_pays_the_charge()
    {
        var account = await City.AccountAsync(email: $"{Guid.NewGuid():N}@example.com");
        var payment = await City.DebitAsync(account, 80_00, trace: null);
        City.Clock.Advance(TimeSpan.FromDays(20));
        var refund = await town.IssuedAsync(account, 80_00, byCheck: true);
        var number = (await town.CheckOfAsync(refund.Id)).Number;
        var run = City.Done(await City.AskAsync<PrintChecks, Outcome<CheckRun>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), number, town.Sender), default)));
        City.Done(await City.AskAsync<MailChecks, Outcome<int>>(
            act => act.RunAsync(new(run.Id, town.Sender), default)));

        var returned = City.Done(await City.ReturnAsync(ReturningCity.ReturnOf(City, payment, "R10")));

        Assert.Single(returned);
        Assert.Equal(new Usd(80_00), await City.BalanceAsync(account) - await CostsAsync(account));
        Assert.Contains("stop it if it is not cashed", await TaskAsync(refund));
        await City.AssertBooksAsync();
        var check = await town.CheckOfAsync(refund.Id);
        City.Done(await City.AskAsync<StopCheck, Outcome<BankCheck>>(
            act => act.RunAsync(new(check.Id, "The payment came back", town.Sender), default)));
        City.Done(await City.AskAsync<AnswerStop, Outcome<BankCheck>>(
            act => act.RunAsync(new(check.Id, true, "Bank 12", town.Reconciler), default)));
        City.Done(await City.AskAsync<ReopenCheck, Outcome<BankCheck>>(
            act => act.RunAsync(new(check.Id, "Not to be sent again", town.Supervisor), default)));
        Assert.Equal(await CostsAsync(account), await City.BalanceAsync(account));
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task On_a_closed_account_what_was_refunded_is_charged_too()
    {
        var account = await town.OverpaidByCardAsync(50_00);
        await City.ReadAsync(db => db.Database.ExecuteSqlAsync(
            $"update customer_account set closed_on = {City.Today} where id = {account.Id}"));
        var refund = await town.IssuedAsync(account, 50_00);
        Assert.Equal(RefundState.Confirmed, refund.State);

        town.Paying.Sandbox.Stripe.OpenDispute(await IntentAsync(account));
        await town.Paying.SweepAsync();

        Assert.Single(await City.ReturnedAsync(account));
        Assert.Equal(new Usd(50_00), await City.BalanceAsync(account));
        Assert.Contains("$50.00 is charged to the customer", await TaskAsync(refund));
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task Sent_and_disputed_at_once_it_is_given_up_or_charged_and_the_sums_are_right()
    {
        for (var round = 0; round < 12; round++)
        {
            var account = await town.OverpaidByCardAsync(20_00);
            var refund = await town.ApprovedAsync(account, 20_00);
            var dispute = town.Paying.Sandbox.Stripe.OpenDispute(await IntentAsync(account));

            await Task.WhenAll(
                Task.Run(() => town.IssueAsync(refund)), Task.Run(() => FollowAsync(dispute)),
                Task.Run(() => FollowAsync(dispute)));

            var state = (await town.ReadAsync(refund.Id)).State;
            var balance = await City.BalanceAsync(account);
            Assert.True(
                state == RefundState.Canceled && balance.IsZero
                || state == RefundState.Confirmed && balance == new Usd(20_00)
                || state == RefundState.Failed && balance.IsZero, $"{state}: {balance}");
        }

        await City.AssertBooksAsync();
    }

    private Task<(WebhookEventState, string)> FollowAsync(string dispute) =>
        City.AskAsync<FollowDispute, (WebhookEventState, string)>(act => act.RunAsync(dispute, default));

    private Task<string> IntentAsync(CustomerAccount account) => City.ReadAsync(db => db.Payments
        .Where(p => p.CustomerAccountId == account.Id).Select(p => p.ProcessorPaymentId!).SingleAsync());

    private Task<string> TaskAsync(Refund refund) => City.ReadAsync(db => db.OfficeTasks
        .Where(t => t.Kind == "refund_returned" && t.DedupeKey.StartsWith($"refund_returned:{refund.Id}"))
        .Select(t => t.Detail).SingleAsync());

    private Task<string> LetterAsync(CustomerAccount account) => City.ReadAsync(db => db.OutboxMails
        .Where(m => m.CustomerAccountId == account.Id && m.Kind == "payment_returned")
        .Select(m => m.Text).SingleAsync());

    /// <summary>What the returns themselves cost: fee and lateness.</summary>
    private async Task<Usd> CostsAsync(CustomerAccount account)
    {
        var rows = await City.ReturnedAsync(account);
        var fees = rows.Select(r => r.FeeAdjustmentId).ToList();
        return rows.Select(r => r.Late).Sum() + await City.ReadAsync(db => db.Adjustments
            .Where(a => fees.Contains(a.Id)).Select(a => a.Amount).SumUsdAsync(default));
    }
}
