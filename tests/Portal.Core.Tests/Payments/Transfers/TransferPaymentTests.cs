using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Approvals;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Transfers;
using Portal.Core.Staff;
using Portal.Core.Tests.Payments.Returns;
using Portal.Testing;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;
using static Portal.Core.Tests.Payments.Returns.ReturningCity;

namespace Portal.Core.Tests.Payments.Transfers;

/// <summary>A payment on the wrong account goes where it belongs, once, to the cent (domain.md §5).</summary>
public sealed class TransferPaymentTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task A_whole_payment_is_taken_back_here_and_counts_there_from_the_day_it_came()
    {
        var (wrong, right) = (await city.AccountOwingAsync(40.00m), await city.AccountOwingAsync(40.00m));
        var payment = await city.PayAsync(wrong, new Usd(40_00));
        city.Clock.Advance(TimeSpan.FromDays(3));

        City.Done(await city.MoveAsync(await city.MoveOfAsync(payment, wrong, right)));

        Assert.Equal((new Usd(40_00), Usd.Zero), (await city.BalanceAsync(wrong), await city.BalanceAsync(right)));
        var moved = await city.ReadAsync(db => db.Payments.SingleAsync(p => p.CustomerAccountId == right.Id));
        Assert.Equal((payment.EffectiveOn, payment.Tender, (Guid?)payment.OperationId, city.Today),
            (moved.EffectiveOn, moved.Tender, moved.ItemId, moved.BusinessDate));
        Assert.Equal(2, await city.ReadAsync(db => db.OfficeTasks.CountAsync(
            t => t.DedupeKey.StartsWith("post:payment_moved:")
                && (t.CustomerAccountId == wrong.Id || t.CustomerAccountId == right.Id))));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task A_part_is_moved_and_the_rest_pays_where_it_was()
    {
        var (wrong, right) = (await city.AccountOwingAsync(60.00m), await city.AccountOwingAsync(60.00m));
        var payment = await city.PayAsync(wrong, new Usd(60_00));

        City.Done(await city.MoveAsync(await city.MoveOfAsync(payment, wrong, right, 25_00)));

        Assert.Equal(new Usd(25_00), await city.BalanceAsync(wrong));
        Assert.Equal(new Usd(35_00), await city.BalanceAsync(right));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Whom_it_leaves_with_nothing_else_to_pay_no_letter_is_written()
    {
        var (wrong, right) = (await city.AccountAsync(), await city.AccountAsync());
        var payment = await city.PayAsync(wrong, new Usd(10_00));

        City.Done(await city.MoveAsync(await city.MoveOfAsync(payment, wrong, right)));

        Assert.Equal((Usd.Zero, new Usd(-10_00)), (await city.BalanceAsync(wrong), await city.BalanceAsync(right)));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task When_the_bank_returns_it_later_both_halves_come_back()
    {
        var (wrong, right) = (await city.AccountOwingAsync(50.00m), await city.AccountOwingAsync(50.00m));
        var payment = await city.PayAsync(wrong, new Usd(50_00));
        City.Done(await city.MoveAsync(await city.MoveOfAsync(payment, wrong, right, 20_00)));

        var rows = City.Done(await city.ReturnAsync(ReturnOf(city, payment)));

        Assert.Equal(2, rows.Count);
        var owed = await city.BalanceAsync(wrong) + await city.BalanceAsync(right);
        Assert.Equal(new Usd(100_00 + 25_00), owed);
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task It_may_be_moved_on_and_a_debits_return_finds_it_by_its_trace()
    {
        var (first, second) = (await city.AccountOwingAsync(30.00m), await city.AccountOwingAsync(30.00m));
        var third = await city.AccountOwingAsync(30.00m);
        var payment = await city.DebitAsync(first, 30_00, "091400600000777");
        City.Done(await city.MoveAsync(await city.MoveOfAsync(payment, first, second)));
        var there = await city.ReadAsync(db => db.Payments.SingleAsync(p => p.CustomerAccountId == second.Id));
        City.Done(await city.MoveAsync(await city.MoveOfAsync(there, second, third, 10_00)));

        var item = await city.ReadAsync(db => db.ItemOf(payment.Id).ToListAsync());

        Assert.Equal(new Usd(30_00), item.Select(p => p.Amount).Sum());
        Assert.Equal(new[] { second.Id, third.Id }.Order(), item.Select(p => p.CustomerAccountId).Order());
        Assert.All(item, p => Assert.Equal("091400600000777", p.BankTrace));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Above_the_limit_another_person_approves_and_parts_count_together()
    {
        var (wrong, right) = (await city.AccountOwingAsync(400.00m), await city.AccountOwingAsync(400.00m));
        var payment = await city.PayAsync(wrong, new Usd(400_00));
        var request = await city.MoveOfAsync(payment, wrong, right);

        var waiting = City.Done(await city.MoveAsync(request)).Waiting!;

        Assert.Equal(Usd.Zero, await city.BalanceAsync(wrong));
        Assert.Equal("Approval_OwnRequest", Refused(await city.DecideAsync(waiting.Id, Decision.Approved, Technician)));
        City.Done(await city.DecideAsync(waiting.Id, Decision.Approved));
        Assert.Equal((new Usd(400_00), Usd.Zero), (await city.BalanceAsync(wrong), await city.BalanceAsync(right)));
        Assert.Equal(Supervisor.Name, await city.ReadAsync(db => db.Set<PaymentTransfer>()
            .Where(t => t.Id == request.OperationId).Select(t => t.ApprovedBy).SingleAsync()));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Money_that_comes_while_it_waits_does_not_stop_who_approves_what_they_see()
    {
        var (wrong, right) = (await city.AccountOwingAsync(400.00m), await city.AccountOwingAsync(400.00m));
        var payment = await city.PayAsync(wrong, new Usd(400_00));
        var waiting = City.Done(await city.MoveAsync(await city.MoveOfAsync(payment, wrong, right))).Waiting!;

        await city.PayAsync(wrong, new Usd(5_00));
        await city.PayAsync(right, new Usd(7_00));
        City.Done(await city.DecideAsync(waiting.Id, Decision.Approved));

        Assert.Equal((new Usd(395_00), new Usd(-7_00)),
            (await city.BalanceAsync(wrong), await city.BalanceAsync(right)));
        await city.AssertBooksAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_approves_saw_the_balances_of_both_accounts(bool wrongChanges)
    {
        var (wrong, right) = (await city.AccountOwingAsync(400.00m), await city.AccountOwingAsync(400.00m));
        var payment = await city.PayAsync(wrong, new Usd(400_00));
        var waiting = City.Done(await city.MoveAsync(await city.MoveOfAsync(payment, wrong, right))).Waiting!;
        var (seen, others) = (await city.BalanceAsync(
            waiting.CustomerAccountId == wrong.Id ? wrong : right), await city.OthersSeenAsync(waiting.Id));

        await city.PayAsync(wrongChanges ? wrong : right, new Usd(5_00));
        var key = Refused(await city.DecideAsync(waiting.Id, Decision.Approved, seen: seen, others: others));

        Assert.Equal(
            waiting.CustomerAccountId == (wrongChanges ? wrong : right).Id
                ? "Approval_Changed"
                : "Approval_OtherChanged",
            key);
        Assert.Equal("Approval_OtherChanged", Refused(await city.DecideAsync(
            waiting.Id, Decision.Approved, others: new Dictionary<Guid, Usd>())));
        City.Done(await city.DecideAsync(waiting.Id, Decision.Approved));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task It_is_refused_with_the_reason()
    {
        var (wrong, right) = (await city.AccountOwingAsync(40.00m), await city.AccountOwingAsync(40.00m));
        var payment = await city.PayAsync(wrong, new Usd(40_00));
        var form = await city.MoveOfAsync(payment, wrong, right);

        Assert.Equal("Transfer_NotFound", Refused(await city.MoveAsync(form with { ToAccount = "1" })));
        Assert.Equal("Transfer_NotFound", Refused(await city.MoveAsync(form with { PaymentId = Guid.NewGuid() })));
        Assert.Equal("Transfer_SameAccount", Refused(await city.MoveAsync(form with { ToAccount = wrong.Number })));
        Assert.Equal("Transfer_NoteMissing", Refused(await city.MoveAsync(form with { Note = " " })));
        Assert.Equal("Transfer_AmountOutOfRange", Refused(await city.MoveAsync(form with { Amount = new(40_01) })));
        Assert.Equal("Transfer_Changed", Refused(await city.MoveAsync(form with { FromSeen = new(1) })));
        Assert.Equal("Transfer_Changed", Refused(await city.MoveAsync(form with { ToSeen = new(1) })));
        City.Done(await city.MoveAsync(form));
        City.Done(await city.MoveAsync(form));
        Assert.Equal("Transfer_TakenBack", Refused(await city.MoveAsync(
            await city.MoveOfAsync(payment, wrong, right))));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Nobody_moves_money_of_their_own_account()
    {
        var (wrong, right) = (await city.AccountOwingAsync(40.00m), await city.AccountOwingAsync(40.00m));
        var payment = await city.PayAsync(wrong, new Usd(40_00));
        var owner = Actor.Staff((await city.ResidentAsync("Terry", right)).Id);

        var form = await city.MoveOfAsync(payment, wrong, right) with { By = owner };

        Assert.Equal("Transfer_OwnAccount", Refused(await city.MoveAsync(form)));
    }

    [Fact]
    public async Task In_a_closed_month_nothing_is_moved()
    {
        await using var other = await City.CreateAsync();
        var (wrong, right) = (await other.AccountOwingAsync(40.00m), await other.AccountOwingAsync(40.00m));
        var payment = await other.PayAsync(wrong, new Usd(40_00));
        await other.ReadAsync(db => db.Database.ExecuteSqlAsync($"update accounting_period set state = 'closed'"));

        Assert.Equal("Ledger_PeriodClosed", Refused(await other.MoveAsync(
            await other.MoveOfAsync(payment, wrong, right))));
        Assert.Equal(Usd.Zero, await other.BalanceAsync(wrong));
    }

    [Fact]
    public async Task Of_two_that_move_it_at_once_one_does_and_back_and_forth_never_locks_fast()
    {
        for (var round = 0; round < 20; round++)
        {
            var (left, right) = (await city.AccountAsync(), await city.AccountAsync());
            var (one, two) = (await city.PayAsync(left, new Usd(10_00)), await city.PayAsync(right, new Usd(25_00)));
            var (there, back) = (await city.MoveOfAsync(one, left, right), await city.MoveOfAsync(two, right, left));

            var all = await Task.WhenAll(
                Task.Run(() => city.MoveAsync(there)), Task.Run(() => city.MoveAsync(back)),
                Task.Run(() => city.MoveAsync(there)),
                Task.Run(() => city.MoveAsync(there with { OperationId = Guid.CreateVersion7() })));

            Assert.Equal(new Usd(-35_00), await city.BalanceAsync(left) + await city.BalanceAsync(right));
            Assert.Equal(1, await city.ReadAsync(db => db.Set<PaymentTransfer>().CountAsync(
                t => t.FromAccountId == left.Id || t.FromAccountId == right.Id)));
            Assert.Contains(all, o => o is Outcome<Posted>.Refused);
        }

        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Whoever_dies_before_the_commit_leaves_nothing_and_it_is_done_again()
    {
        var (wrong, right) = (await city.AccountOwingAsync(40.00m), await city.AccountOwingAsync(40.00m));
        var payment = await city.PayAsync(wrong, new Usd(40_00));
        var form = await city.MoveOfAsync(payment, wrong, right);
        var dies = DyingCommits.Switch();
        dies.Value = true;

        await Assert.ThrowsAsync<ProcessDiedException>(() => city.MoveAsync(form));

        dies.Value = false;
        Assert.Equal((Usd.Zero, new Usd(40_00)), (await city.BalanceAsync(wrong), await city.BalanceAsync(right)));
        Assert.False(await city.ReadAsync(db => db.PaymentReversals.AnyAsync(r => r.PaymentId == payment.Id)));
        City.Done(await city.MoveAsync(form));
        await city.AssertBooksAsync();
    }
}
