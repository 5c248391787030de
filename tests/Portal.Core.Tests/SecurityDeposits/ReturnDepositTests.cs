using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Fees;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.SecurityDeposits;
using Portal.Core.Tests.Fees;
using Portal.Testing;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;
using static Portal.Core.Tests.SecurityDeposits.DepositCity;

namespace Portal.Core.Tests.SecurityDeposits;

/// <summary>Time passes in these, so each has a city of its own.</summary>
public sealed class ReturnDepositTests
{
    [Fact]
    public async Task After_four_hundred_days_150_dollars_are_153_29_and_pay_what_is_open()
    {
        await using var city = await City.CreateAsync();
        var account = await city.AccountAsync();
        var deposit = await city.TakenAsync(account, 150_00);
        await city.PassAsync(400);
        await city.BillAsync(account, new Usd(53_29));

        City.Done(await city.ReturnAsync(ReturnOf(deposit) with { HeldSeen = new Usd(153_29) }));

        Assert.Equal(new Usd(-100_00), await city.BalanceAsync(account));
        Assert.Equal((0L, Usd.Zero), (await city.LiabilityAsync(), (await city.DepositsOfAsync(account)).Held));
        var payment = await city.ReadAsync(db => db.Payments.SingleAsync(p => p.CustomerAccountId == account.Id));
        Assert.Equal((new Usd(153_29), new Usd(100_00), Tender.SecurityDeposit),
            (payment.Amount, payment.Unapplied, payment.Tender));
        Assert.Equal("Deposit_NotHeld", Refused(await city.ReturnAsync(ReturnOf(deposit))));
        Assert.Equal("Payment_WasDeposit", Refused(await city.AskAsync<ReversePayment, Outcome<PaymentReversal>>(
            act => act.RunAsync(new(payment.Id, "Returned", Technician), default))));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Eight_people_at_once_return_it_once()
    {
        await using var city = await City.CreateAsync();
        var account = await city.AccountAsync();
        var deposit = await city.TakenAsync(account, 100_00);
        await city.PassAsync(366);
        var request = ReturnOf(deposit);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(
            i => city.ReturnAsync(i < 4 ? request : ReturnOf(deposit))));

        Assert.Equal(new Usd(-102_01), await city.BalanceAsync(account));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Killed_before_the_commit_it_leaves_nothing_and_then_returns_once()
    {
        await using var city = await City.CreateAsync();
        var account = await city.AccountAsync();
        var deposit = await city.TakenAsync(account, 100_00);
        await city.PassAsync(365);
        var request = ReturnOf(deposit);

        var dying = DyingCommits.Switch();
        dying.Value = true;
        await Assert.ThrowsAsync<ProcessDiedException>(() => city.ReturnAsync(request));
        dying.Value = false;
        Assert.Equal(new Usd(100_00), (await city.DepositsOfAsync(account)).Held);
        City.Done(await city.ReturnAsync(request));
        City.Done(await city.ReturnAsync(request));

        Assert.Equal(new Usd(-102_00), await city.BalanceAsync(account));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Two_deposits_of_one_account_are_one_amount_when_they_go_back_together()
    {
        await using var city = await City.CreateAsync();
        var account = await city.AccountAsync();
        var bill = await city.BillAsync(account, new Usd(200_00));
        await city.PayAsync(account, bill.TotalDue);
        var (first, second) = (await city.TakenAsync(account, 150_00), await city.TakenAsync(account, 120_00));
        await city.PassAsync(366);

        var alone = City.Done(await city.ReturnAsync(ReturnOf(first)));
        var together = City.Done(await city.ReturnAsync(ReturnOf(second)));
        await city.PassAsync(31);
        City.Done(await city.DecideAsync(together.Waiting!.Id, Decision.Declined, note: "Alone, later"));
        var later = City.Done(await city.ReturnAsync(ReturnOf(second)));

        Assert.Null(alone.Waiting);
        Assert.Null(later.Waiting);
        await city.AssertBooksAsync();
    }

    [Theory]
    [InlineData(ReversalCause.ReturnedItem, 1)]
    [InlineData(ReversalCause.Correction, 0)]
    public async Task Only_what_the_bank_returned_counts_against_the_customer(ReversalCause cause, int counted)
    {
        await using var city = await City.CreateAsync();
        var account = await city.AccountOwingAsync(60.00m);
        var payment = await city.PayAsync(account, new Usd(60_00));
        City.Done(await city.AskAsync<ReversePayment, Outcome<PaymentReversal>>(
            act => act.RunAsync(new(payment.Id, "Typed twice", Technician) { Cause = cause }, default)));

        var rules = await city.ReadAsync(
            db => db.RulesOnAsync<DepositRules>(MoneyRuleKind.SecurityDeposits, city.Today, default));
        var standing = await city.ReadAsync(db => DepositStanding.OfAsync(
            db, [account.Id], rules!, city.Today.AddMonths(-1), city.Services.GetRequiredService<BusinessClock>(),
            default));
        var feeMay = await city.ReadAsync(db => ChargeFee.ReturnedPayments(db, account.Id).CountAsync());

        Assert.Equal((counted, counted), (standing[account.Id].ReturnedItems, feeMay));
    }

    [Fact]
    public async Task Above_the_limit_another_person_approves()
    {
        await using var city = await City.CreateAsync();
        var account = await city.AccountAsync();
        await city.BillAsync(account, new Usd(200_00));
        await city.PayAsync(account, new Usd(200_00));
        var deposit = await city.TakenAsync(account, 300_00);
        await city.PassAsync(365);

        var waiting = City.Done(await city.ReturnAsync(ReturnOf(deposit))).Waiting!;
        Assert.Equal(new Usd(306_00), waiting.Amount);
        Assert.Equal(waiting.Id, City.Done(await city.ReturnAsync(ReturnOf(deposit))).Waiting!.Id);
        Assert.Equal("Approval_OwnRequest", Refused(await city.DecideAsync(waiting.Id, Decision.Approved, Technician)));
        Assert.Equal(new Usd(300_00), (await city.DepositsOfAsync(account)).Held);
        City.Done(await city.DecideAsync(waiting.Id, Decision.Approved));

        Assert.Equal(new Usd(-306_00), await city.BalanceAsync(account));
        var returned = await city.ReadAsync(db => db.Set<DepositMovement>()
            .SingleAsync(m => m.Kind == DepositMove.Returned));
        Assert.Equal((Technician.Name, Supervisor.Name), (returned.MovedBy, returned.ApprovedBy));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Too_soon_late_or_cut_off_it_stays_held_and_the_list_leaves_it_out()
    {
        await using var city = await City.CreateAsync();
        var (early, late, cut, good) = (await city.AccountAsync(), await city.AccountAsync(),
            await city.AccountAsync(), await city.AccountAsync());
        var (lateOne, cutOne, goodOne) = (await city.TakenAsync(late, 50_00), await city.TakenAsync(cut, 50_00),
            await city.TakenAsync(good, 50_00));
        await city.PassAsync(300);
        var earlyOne = await city.TakenAsync(early, 50_00);
        await city.ChargedAsync(cut, FeeKind.Reconnect);
        await city.BillAsync(late, new Usd(10_00));
        await city.BillAsync(late, new Usd(10_00));
        await city.BillAsync(late, new Usd(10_00));
        await city.PassAsync(66);

        Assert.Equal("Deposit_TooSoon", Refused(await city.ReturnAsync(ReturnOf(earlyOne))));
        Assert.Equal("Deposit_Late", Refused(await city.ReturnAsync(ReturnOf(lateOne))));
        Assert.Equal("Deposit_CutOffs", Refused(await city.ReturnAsync(ReturnOf(cutOne))));
        var due = await city.AskAsync<BusinessClock, IReadOnlyList<DepositList.Due>>(
            clock => city.ReadAsync(db => DepositList.DueAsync(db, clock, default)));
        Assert.Equal([goodOne.Id], due.Select(d => d.Case.Row.Deposit.Id));
    }

    [Fact]
    public async Task Where_the_rule_says_so_each_anniversary_credits_interest_once()
    {
        await using var city = await City.CreateAsync();
        await using (var rule = city.Database.App.CreateCommand("""
            insert into money_rule (id, kind, effective_on, document, made_by, made_at)
              select '02200000-0000-7000-8000-000000000002', kind, effective_on,
                document || '{"interest_credited": "anniversary"}', 'a', now()
              from money_rule where kind = 'security_deposits';
            insert into money_rule_release (rule_id, released_by, released_at)
              values ('02200000-0000-7000-8000-000000000002', 'b', now());
            """))
        {
            await rule.ExecuteNonQueryAsync();
        }

        var account = await city.AccountAsync();
        var deposit = await city.TakenAsync(account, 150_00);
        await city.PassAsync(364);
        Assert.Equal(0, await city.AskAsync<CreditDepositInterest, int>(act => act.RunAsync(default)));
        await city.PassAsync(1);
        var credited = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            _ => city.AskAsync<CreditDepositInterest, int>(act => act.RunAsync(default))));
        Assert.Equal(1, credited.Sum());
        Assert.Equal(new Usd(153_00), (await city.DepositsOfAsync(account)).Held);
        await city.PassAsync(35);

        City.Done(await city.ReturnAsync(ReturnOf(deposit)));

        Assert.Equal(new Usd(-153_29), await city.BalanceAsync(account));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task It_goes_along_to_another_account_of_the_customer()
    {
        await using var city = await City.CreateAsync();
        var account = await city.AccountAsync();
        var other = await city.AccountAsync();
        await city.ReadAsync(db => db.Database.ExecuteSqlAsync($"""
            insert into customer_account select (jsonb_populate_record(a,
              jsonb_build_object('id', gen_random_uuid(), 'number', '9999999999'))).*
            from customer_account a where id = {account.Id}
            """));
        var deposit = await city.TakenAsync(account, 50_00);
        var request = new TransferDeposit.Request(Guid.CreateVersion7(), deposit.Id, "9999999999", Technician);

        Assert.Equal("Deposit_OtherCustomer",
            Refused(await city.TransferAsync(request with { ToNumber = other.Number })));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => city.TransferAsync(request)));

        Assert.Equal(Usd.Zero, (await city.DepositsOfAsync(account)).Held);
        Assert.Equal(50_00, await city.LiabilityAsync());
        Assert.Equal(1, await city.ReadAsync(db => db.Set<DepositTransfer>().CountAsync()));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Causes_for_a_deposit_come_before_the_office_once()
    {
        await using var city = await City.CreateAsync();
        var (cut, held, fine) = (await city.AccountAsync(), await city.AccountAsync(), await city.AccountAsync());
        await city.ChargedAsync(cut, FeeKind.Reconnect);
        await city.ChargedAsync(held, FeeKind.Reconnect);
        await city.ChargedAsync(fine, FeeKind.NewAccount);
        await city.TakenAsync(held, 50_00);

        var first = await city.AskAsync<RaiseDepositTasks, int>(act => act.RunAsync(default));
        var second = await city.AskAsync<RaiseDepositTasks, int>(act => act.RunAsync(default));

        Assert.Equal((1, 0), (first, second));
        Assert.Equal(cut.Id, await city.ReadAsync(db => db.OfficeTasks
            .Where(t => t.Kind == "deposit_required").Select(t => t.CustomerAccountId).SingleAsync()));
    }
}
