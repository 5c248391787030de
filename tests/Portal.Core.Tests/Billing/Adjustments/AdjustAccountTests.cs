using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Approvals;
using Portal.Core.Common;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Testing;
using Xunit;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;

namespace Portal.Core.Tests.Billing.Adjustments;

public sealed class AdjustAccountTests(City city) : IClassFixture<City>
{
    [Theory]
    [InlineData("credit", 10_00, 0, 50_00, 0)]
    [InlineData("credit", 10_00, 60_00, -10_00, 10_00)]
    [InlineData("credit", 30_00, 45_00, -15_00, 15_00)]
    [InlineData("debit", 10_00, 0, 70_00, 0)]
    [InlineData("debit", 10_00, 80_00, -10_00, 10_00)]
    public async Task Balance_and_credit_after(string side, long cents, long paid, long balance, long unapplied)
    {
        var account = await city.AccountOwingAsync(60.00m);
        if (paid > 0)
        {
            await city.PayAsync(account, new Usd(paid));
        }

        var posted = City.Done(await city.AdjustAsync(await city.AdjustmentAsync(account, SideOf(side), cents)));

        Assert.Equal(new Usd(balance), await city.BalanceAsync(account));
        Assert.Equal(new Usd(unapplied), await UnappliedAsync(account));
        Assert.NotNull(posted.Adjustment);
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task The_next_bill_shows_it_once_and_adds_up()
    {
        var account = await city.AccountOwingAsync(60.00m);
        City.Done(await city.AdjustAsync(await city.AdjustmentAsync(account, Side.Credit, 12_00)));
        City.Done(await city.AdjustAsync(await city.AdjustmentAsync(account, Side.Debit, 2_00)));
        await city.PayAsync(account, new Usd(20_00));

        var next = await city.BillAsync(account, new Usd(25_00));
        var later = await city.BillAsync(account, new Usd(5_00));

        Assert.Equal(
            [60_00, 20_00, -10_00, 25_00, 55_00],
            [
                next.PreviousBalance.Cents, next.Payments.Cents, next.Adjustments.Cents, next.NewCharges.Cents,
                next.TotalDue.Cents,
            ]);
        Assert.Equal((Usd.Zero, Usd.Zero), (later.Payments, later.Adjustments));
    }

    [Fact]
    public async Task Eight_at_once_post_one()
    {
        var account = await city.AccountOwingAsync(60.00m);
        var request = await city.AdjustmentAsync(account, Side.Credit, 10_00);

        var posted = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => city.AdjustAsync(request)));

        Assert.Single(posted.Select(p => City.Done(p).Adjustment!.Id).Distinct());
        Assert.Equal(new Usd(50_00), await city.BalanceAsync(account));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Killed_before_the_commit_it_leaves_nothing_and_then_posts_once()
    {
        var account = await city.AccountOwingAsync(60.00m);
        var request = await city.AdjustmentAsync(account, Side.Debit, 10_00);

        var dying = DyingCommits.Switch();
        dying.Value = true;
        await Assert.ThrowsAsync<ProcessDiedException>(() => city.AdjustAsync(request));
        dying.Value = false;
        Assert.Equal(new Usd(60_00), await city.BalanceAsync(account));
        await city.AdjustAsync(request);
        await city.AdjustAsync(request);

        Assert.Equal(new Usd(70_00), await city.BalanceAsync(account));
    }

    [Fact]
    public async Task A_payment_taken_back_after_money_was_freed_leaves_what_was_owed_before_it()
    {
        var account = await city.AccountOwingAsync(60.00m);
        var payment = await city.PayAsync(account, new Usd(60_00));
        City.Done(await city.AdjustAsync(await city.AdjustmentAsync(account, Side.Credit, 10_00)));

        City.Done(await city.AskAsync<ReversePayment, Outcome<PaymentReversal>>(
            act => act.RunAsync(new(payment.Id, "Returned", Technician), default)));

        Assert.Equal(new Usd(50_00), await city.BalanceAsync(account));
        Assert.Equal(Usd.Zero, await UnappliedAsync(account));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Above_the_limit_it_waits_for_a_second_person_who_is_not_the_first()
    {
        var account = await city.AccountOwingAsync(200.00m);
        var request = await city.AdjustmentAsync(account, Side.Credit, 50_01);

        var waiting = City.Done(await city.AdjustAsync(request)).Waiting!;
        Assert.Equal(waiting.Id, City.Done(await city.AdjustAsync(request)).Waiting!.Id);
        Assert.Equal(new Usd(200_00), await city.BalanceAsync(account));
        Assert.Equal("Approval_OwnRequest", Refused(await city.DecideAsync(waiting.Id, Decision.Approved, Technician)));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => city.DecideAsync(waiting.Id, Decision.Approved)));
        var adjustment = await city.ReadAsync(db => db.Adjustments.SingleAsync(a => a.OperationId == waiting.Id));
        Assert.Equal((Technician.Name, Supervisor.Name), (adjustment.PostedBy, adjustment.ApprovedBy));
        Assert.Equal(new Usd(149_99), await city.BalanceAsync(account));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Declined_with_a_reason_it_posts_nothing()
    {
        var account = await city.AccountOwingAsync(200.00m);
        var request = await city.AdjustmentAsync(account, Side.Credit, 60_00);
        var waiting = City.Done(await city.AdjustAsync(request)).Waiting!;

        Assert.Equal("Approval_ReasonMissing", Refused(await city.DecideAsync(waiting.Id, Decision.Declined)));
        City.Done(await city.DecideAsync(waiting.Id, Decision.Declined, note: "No proof"));
        var late = City.Done(await city.DecideAsync(waiting.Id, Decision.Approved));

        Assert.Equal(Decision.Declined, late.Decision);
        Assert.Equal(new Usd(200_00), await city.BalanceAsync(account));
    }

    [Fact]
    public async Task The_table_too_asks_for_a_second_person_above_the_limit()
    {
        var account = await city.AccountOwingAsync(60.00m);
        City.Done(await city.AdjustAsync(await city.AdjustmentAsync(account, Side.Credit, 1_00)));
        await using var command = city.Database.App.CreateCommand("""
            insert into adjustment select (jsonb_populate_record(a,
              '{"id": "00000000-0000-0000-0000-000000000001", "amount_cents": 5001}')).* from adjustment a
            where a.side = 'credit' limit 1
            """);

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal("ck_adjustment_limit", fault.ConstraintName);
    }

    [Theory]
    [InlineData("Adjust_ReasonMissing")]
    [InlineData("Adjust_NoteMissing")]
    [InlineData("Adjust_LineMissing")]
    [InlineData("Adjust_MoreThanLine")]
    [InlineData("Adjust_BalanceChanged")]
    [InlineData("Pay_AmountOutOfRange")]
    public async Task What_cannot_be_adjusted_is_refused(string refusal)
    {
        var account = await city.AccountOwingAsync(60.00m);
        var request = await city.AdjustmentAsync(account, Side.Credit, 10_00);
        var wrong = refusal switch
        {
            "Adjust_ReasonMissing" => request with { Reason = "because" },
            "Adjust_NoteMissing" => request with { Note = " " },
            "Adjust_LineMissing" => request with
            {
                OpenItemId = (await city.ItemAsync(await city.AccountOwingAsync(9.00m), UtilityService.Water)).Id,
            },
            "Adjust_MoreThanLine" => request with { Amount = new Usd(30_01) },
            "Adjust_BalanceChanged" => request with { BalanceSeen = new Usd(1) },
            _ => request with { Amount = Usd.Zero },
        };

        Assert.Equal(refusal, Refused(await city.AdjustAsync(wrong)));
        Assert.Equal(new Usd(60_00), await city.BalanceAsync(account));
    }

    [Fact]
    public async Task A_preview_shows_the_entry_and_the_new_balance_and_keeps_nothing()
    {
        var account = await city.AccountOwingAsync(200.00m);
        var request = await city.AdjustmentAsync(account, Side.Credit, 60_00);

        await using var scope = city.Services.CreateAsyncScope();
        var act = scope.ServiceProvider.GetRequiredService<AdjustAccount>();
        var effect = City.Done(await scope.ServiceProvider.GetRequiredService<PreviewAct>().RunAsync(
            account.Id, ct => act.RunAsync(request with { ApprovedBy = PreviewAct.Approver }, ct), default));

        Assert.Equal((new Usd(200_00), new Usd(140_00)), (effect.BalanceBefore, effect.BalanceAfter));
        Assert.Equal(["4010", "1110"], Assert.Single(effect.Entries).Lines.Select(l => l.GlAccount));
        Assert.Equal(new Usd(200_00), await city.BalanceAsync(account));
        Assert.False(await city.ReadAsync(db => db.Adjustments.AnyAsync(a => a.CustomerAccountId == account.Id)));
    }

    private static Side SideOf(string side) => side == "credit" ? Side.Credit : Side.Debit;

    private Task<Usd> UnappliedAsync(CustomerAccount account) => city.ReadAsync(db => db.Payments
        .Where(p => p.CustomerAccountId == account.Id).Select(p => p.Unapplied).SumUsdAsync(default));
}
