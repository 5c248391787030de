using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Refunds;
using Portal.Core.Staff;
using Portal.Testing;
using static Portal.Core.Tests.Payments.Refunds.RefundTown;

namespace Portal.Core.Tests.Payments.Refunds;

/// <summary>
/// A credit paid back: asked for by one, approved by others, sent out by a third, and what may go wrong.
/// </summary>
public sealed class RefundTests(RefundTown town) : IClassFixture<RefundTown>
{
    private City City => town.City;

    [Fact]
    public async Task It_goes_back_to_the_card_it_came_from_and_the_books_tell_each_step()
    {
        var account = await town.OverpaidByCardAsync(50_00);
        Assert.Equal(new Usd(-50_00), await City.BalanceAsync(account));

        var refund = City.Done(await town.RequestAsync(town.Form(account, 50_00)));
        Assert.Equal((RefundState.Requested, 1), (refund.State, refund.ApprovalsNeeded));
        Assert.Equal(new Usd(-50_00), await City.BalanceAsync(account));
        City.Done(await town.ApproveAsync(refund, town.Reviewer));
        Assert.Equal(Usd.Zero, await City.BalanceAsync(account));
        await City.AssertBooksAsync();
        var issued = City.Done(await town.IssueAsync(refund));

        Assert.Equal(RefundState.Confirmed, issued.State);
        var part = Assert.Single(await town.PartsAsync(refund.Id));
        Assert.Equal((RefundWay.Card, RefundPartState.Succeeded), (part.Way, part.State));
        Assert.Equal(1, Refunds(part.Id));
        Assert.Equal(1, await City.ReadAsync(db => db.OutboxMails.CountAsync(
            m => m.DedupeKey == $"refund_issued:{refund.Id}")));
        Assert.Equal(
            ["RequestRefund", "ApproveRefund", "IssueRefund"],
            await City.ReadAsync(db => db.Set<RefundEvent>().Where(e => e.RefundId == refund.Id)
                .OrderBy(e => e.At).ThenBy(e => e.Id).Select(e => e.Act).ToListAsync()));
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task Each_press_repeated_changes_nothing()
    {
        var account = await town.OverpaidByCardAsync(20_00);
        var form = town.Form(account, 20_00);
        var asked = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => town.RequestAsync(form)));
        Assert.All(asked, a => Assert.Equal(form.OperationId, City.Done(a).Id));
        var refund = City.Done(asked[0]);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(
            async _ => City.Done(await town.ApproveAsync(refund, town.Supervisor))));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => City.Done(await town.IssueAsync(refund))));

        var part = Assert.Single(await town.PartsAsync(refund.Id));
        Assert.Equal(1, Refunds(part.Id));
        Assert.Equal(RefundState.Confirmed, (await town.ReadAsync(refund.Id)).State);
        Assert.Equal(1, await City.ReadAsync(db => db.JournalEntries.CountAsync(
            e => e.Kind == EntryKinds.RefundPaid && e.IdempotencyKey == $"{part.Id}")));
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task It_is_split_over_the_payments_newest_first_and_the_rest_goes_by_check()
    {
        var account = await town.OverpaidInCashAsync(30_00);
        City.Clock.Advance(TimeSpan.FromMinutes(1));
        await town.PayByCardAsync(account, 20_00);
        City.Clock.Advance(TimeSpan.FromMinutes(1));
        await town.PayByCardAsync(account, 15_00);

        var refund = City.Done(await town.RequestAsync(town.Form(account, 60_00, 65_00)));
        City.Done(await town.ApproveAsync(refund, town.Supervisor));
        City.Done(await town.IssueAsync(refund));

        Assert.Equal(
            [(RefundWay.Card, 15_00L), (RefundWay.Card, 20_00L), (RefundWay.Check, 25_00L)],
            (await town.PartsAsync(refund.Id)).Select(p => (p.Way, p.Amount.Cents)));
        Assert.Equal(new Usd(25_00), (await town.CheckOfAsync(refund.Id)).Amount);
        Assert.Equal(RefundState.Issued, (await town.ReadAsync(refund.Id)).State);
        Assert.Equal(new Usd(-5_00), await City.BalanceAsync(account));
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task A_bank_debit_goes_back_to_its_bank_and_is_confirmed_when_it_arrives()
    {
        var account = await City.AccountAsync();
        var started = City.Done(await town.Paying.StartAsync(
            PayingCity.Form(account, new Usd(40_00), seen: Usd.Zero)));
        town.Paying.Sandbox.Stripe.PayByBank(town.Paying.SessionOf(started.AttemptId));
        town.Paying.Sandbox.Stripe.AdvanceClock(TimeSpan.FromDays(7));
        await town.Paying.SweepAsync();
        var refund = await town.ApprovedAsync(account, 40_00);
        Assert.Equal("Refund_NotCleared", Refused(await town.IssueAsync(refund)));
        City.Clock.Advance(TimeSpan.FromDays(8));

        var issued = City.Done(await town.IssueAsync(refund));

        Assert.Equal(RefundState.Issued, issued.State);
        town.Paying.Sandbox.Stripe.AdvanceClock(TimeSpan.FromDays(8));
        await town.Paying.SweepAsync();
        Assert.Equal(RefundState.Confirmed, (await town.ReadAsync(refund.Id)).State);
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task One_that_fails_after_success_is_a_credit_again_and_goes_out_by_check()
    {
        var account = await town.OverpaidByCardAsync(30_00, "4000000000005126");
        var refund = await town.IssuedAsync(account, 30_00);
        Assert.Equal(RefundState.Confirmed, refund.State);
        town.Paying.Sandbox.Stripe.AdvanceClock(TimeSpan.FromMinutes(10));

        await Task.WhenAll(town.Paying.SweepAsync(), town.Paying.SweepAsync());
        await town.Paying.SweepAsync();

        Assert.Equal(RefundState.Failed, (await town.ReadAsync(refund.Id)).State);
        Assert.Equal(new Usd(-30_00), await City.BalanceAsync(account));
        var task = await City.ReadAsync(db => db.OfficeTasks.SingleAsync(
            t => t.CustomerAccountId == account.Id && t.Kind == "refund_failed"));
        Assert.Null(task.DoneAt);
        Assert.Equal(1, await City.ReadAsync(db => db.OutboxMails.CountAsync(
            m => m.CustomerAccountId == account.Id && m.Kind == "refund_came_back")));
        await City.AssertBooksAsync();

        var again = await town.IssuedAsync(account, 30_00);

        Assert.Equal(RefundWay.Check, Assert.Single(await town.PartsAsync(again.Id)).Way);
        Assert.NotNull((await City.ReadAsync(db => db.OfficeTasks.AsNoTracking().SingleAsync(
            t => t.Id == task.Id))).DoneAt);
        Assert.Equal(Usd.Zero, await City.BalanceAsync(account));
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task Declined_or_given_up_the_credit_is_free_and_pays_what_is_open()
    {
        var account = await town.OverpaidInCashAsync(30_00);
        var declined = City.Done(await town.RequestAsync(town.Form(account, 30_00)));
        Assert.Equal("Approval_ReasonMissing", Refused(await town.DeclineAsync(declined, town.Supervisor, " ")));
        Assert.Equal("Refund_OwnRequest", Refused(await town.DeclineAsync(declined, town.Asker)));
        City.Done(await town.DeclineAsync(declined, town.Supervisor));
        City.Done(await town.DeclineAsync(declined, town.Supervisor));
        Assert.Equal("Refund_WaitsForNobody", Refused(await town.ApproveAsync(declined, town.SecondSupervisor)));
        var approved = await town.ApprovedAsync(account, 30_00);
        await City.BillAsync(account, new Usd(12_00));
        Assert.Equal(new Usd(12_00), await City.BalanceAsync(account));

        Assert.Equal("Approval_ReasonMissing", Refused(await town.CancelAsync(approved, town.Asker, "")));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(
            async _ => City.Done(await town.CancelAsync(approved, town.Asker))));

        Assert.Equal(new Usd(-18_00), await City.BalanceAsync(account));
        Assert.Equal(Usd.Zero, await City.ReadAsync(db => db.OpenItems
            .Where(i => i.CustomerAccountId == account.Id).Select(i => i.Open).SumUsdAsync(default)));
        Assert.Equal("Refund_WaitsForNobody", Refused(await town.IssueAsync(approved)));
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task A_payment_that_was_refunded_is_not_taken_back()
    {
        var account = await town.OverpaidInCashAsync(30_00);
        await town.ApprovedAsync(account, 30_00);
        var payment = await City.ReadAsync(db => db.Payments.SingleAsync(p => p.CustomerAccountId == account.Id));

        var outcome = await City.AskAsync<ReversePayment, Outcome<PaymentReversal>>(
            act => act.RunAsync(new(payment.Id, "Wrong", Actor.System), default));

        Assert.Equal("Payment_WasRefunded", Refused(outcome));
    }

    private int Refunds(Guid part) => town.Paying.Sandbox.Stripe.RefundsOf(part);
}
