using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Approvals;
using Portal.Core.Fees;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Testing;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;
using static Portal.Core.Tests.Fees.ChargingCity;

namespace Portal.Core.Tests.Fees;

public sealed class ChargeFeeTests(City city) : IClassFixture<City>
{
    [Theory]
    [InlineData(FeeKind.NewAccount, 20_00, "510", "4130")]
    [InlineData(FeeKind.Reconnect, 60_00, "510", "4130")]
    [InlineData(FeeKind.FieldVisit, 28_00, "510", "4130")]
    public async Task A_fee_is_charged_as_in_the_table(FeeKind fee, long cents, string fund, string glAccount)
    {
        var account = await city.AccountAsync();

        var charged = await city.ChargedAsync(account, fee);

        Assert.Equal(new Usd(cents), await city.BalanceAsync(account));
        var item = await city.ReadAsync(db => db.OpenItems.SingleAsync(i => i.AdjustmentId == charged.Id));
        Assert.Equal((new Usd(cents), city.Today.AddDays(21)), (item.Open, item.DueOn));
        var line = await city.ReadAsync(db => db.Set<AdjustmentLine>().SingleAsync(l => l.AdjustmentId == charged.Id));
        Assert.Equal((fund, glAccount), (line.Fund, line.GlAccount));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task After_hours_costs_more_and_needs_a_second_person_above_the_limit()
    {
        var account = await city.AccountAsync();
        var request = FeeOf(account, FeeKind.Reconnect, afterHours: true);

        var waiting = City.Done(await city.ChargeAsync(request)).Waiting!;
        Assert.Equal(Usd.Zero, await city.BalanceAsync(account));
        City.Done(await city.DecideAsync(waiting.Id, Decision.Approved));

        Assert.Equal(new Usd(175_00), await city.BalanceAsync(account));
        var posted = await city.ReadAsync(db => db.Adjustments.SingleAsync(a => a.OperationId == request.OperationId));
        Assert.Equal(Supervisor.Name, posted.ApprovedBy);
        await city.AssertBooksAsync();
    }

    [Theory]
    [InlineData(false, 50_00)]
    [InlineData(true, 150_00)]
    public async Task A_household_of_low_income_pays_no_more_than_its_cap(bool afterHours, long cents)
    {
        var account = await city.AccountAsync();
        var request = FeeOf(account, FeeKind.Reconnect, afterHours) with { LowIncome = true };

        Assert.Equal("Fee_ProofMissing", Refused(await city.ChargeAsync(request)));
        var posted = City.Done(await city.ChargeAsync(request with { Document = "Award letter" }));
        if (posted.Waiting is { } waiting)
        {
            City.Done(await city.DecideAsync(waiting.Id, Decision.Approved));
        }

        Assert.Equal(new Usd(cents), await city.BalanceAsync(account));
    }

    [Fact]
    public async Task The_first_returned_payment_costs_25_dollars_and_each_later_35()
    {
        var account = await city.AccountOwingAsync(112.52m);
        var first = await city.ReturnedAsync(account, 112_52);
        var second = await city.ReturnedAsync(account, 112_52);
        var fee = FeeOf(account, FeeKind.ReturnedItem);

        City.Done(await city.ChargeAsync(fee with { PaymentId = first.Id }));
        Assert.Equal(new Usd(137_52), await city.BalanceAsync(account));
        City.Done(await city.ChargeAsync(FeeOf(account, FeeKind.ReturnedItem) with { PaymentId = second.Id }));

        Assert.Equal(new Usd(172_52), await city.BalanceAsync(account));
        Assert.Equal("Fee_PaymentMissing", Refused(await city.ChargeAsync(
            FeeOf(account, FeeKind.ReturnedItem) with { PaymentId = second.Id })));
        Assert.Equal(2, await city.ChargesOfAsync(account));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task The_next_bill_shows_it_once()
    {
        var account = await city.AccountOwingAsync(60.00m);
        await city.ChargedAsync(account, FeeKind.FieldVisit);

        var next = await city.BillAsync(account, new Usd(10_00));
        var later = await city.BillAsync(account, new Usd(1_00));

        Assert.Equal((new Usd(28_00), Usd.Zero), (next.Adjustments, later.Adjustments));
        Assert.Equal(new Usd(98_00), next.TotalDue);
    }

    [Fact]
    public async Task Money_paid_ahead_pays_it()
    {
        var account = await city.AccountOwingAsync(10.00m);
        await city.PayAsync(account, new Usd(50_00));

        await city.ChargedAsync(account, FeeKind.FieldVisit);

        Assert.Equal(new Usd(-12_00), await city.BalanceAsync(account));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Eight_at_once_charge_one()
    {
        var account = await city.AccountAsync();
        var request = FeeOf(account, FeeKind.NewAccount);

        var posted = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => city.ChargeAsync(request)));

        Assert.Single(posted.Select(p => City.Done(p).Adjustment!.Id).Distinct());
        Assert.Equal(new Usd(20_00), await city.BalanceAsync(account));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Eight_people_charge_one_returned_payment_once()
    {
        var account = await city.AccountOwingAsync(40.00m);
        var payment = await city.ReturnedAsync(account, 40_00);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => city.ChargeAsync(
            FeeOf(account, FeeKind.ReturnedItem) with { PaymentId = payment.Id })));

        Assert.Equal(new Usd(65_00), await city.BalanceAsync(account));
        Assert.Equal(1, await city.ChargesOfAsync(account));
    }

    [Fact]
    public async Task Killed_before_the_commit_it_leaves_nothing_and_then_charges_once()
    {
        var account = await city.AccountAsync();
        var request = FeeOf(account, FeeKind.NewAccount);

        var dying = DyingCommits.Switch();
        dying.Value = true;
        await Assert.ThrowsAsync<ProcessDiedException>(() => city.ChargeAsync(request));
        dying.Value = false;
        Assert.Equal(Usd.Zero, await city.BalanceAsync(account));
        await city.ChargeAsync(request);
        await city.ChargeAsync(request);

        Assert.Equal(new Usd(20_00), await city.BalanceAsync(account));
        await city.AssertBooksAsync();
    }

    [Theory]
    [InlineData("Adjust_NoteMissing")]
    [InlineData("Fee_NotInForce")]
    [InlineData("Fee_LowIncomeReconnect")]
    [InlineData("Fee_AmountChanged")]
    [InlineData("Fee_PaymentMissing")]
    public async Task What_cannot_be_charged_is_refused(string refusal)
    {
        var account = await city.AccountAsync();
        var right = FeeOf(account, FeeKind.FieldVisit);
        var wrong = refusal switch
        {
            "Adjust_NoteMissing" => right with { Note = " " },
            "Fee_NotInForce" => right with { Fee = FeeKind.NewAccount, AfterHours = true },
            "Fee_LowIncomeReconnect" => right with { LowIncome = true },
            "Fee_AmountChanged" => right with { AmountSeen = new Usd(1) },
            _ => right with { Fee = FeeKind.ReturnedItem, PaymentId = Guid.CreateVersion7() },
        };

        Assert.Equal(refusal, Refused(await city.ChargeAsync(wrong)));
        Assert.Equal(Usd.Zero, await city.BalanceAsync(account));
    }

    [Theory]
    [InlineData("""{"basis": "after_hours"}""")]
    [InlineData("""{"fee_rate_id": "02100000-0000-7000-8000-00000000000c"}""")]
    public async Task The_table_too_knows_what_a_fee_costs(string wrong)
    {
        var account = await city.AccountAsync();
        await city.ChargedAsync(account, FeeKind.NewAccount);
        await using var command = city.Database.App.CreateCommand("""
            insert into fee_charge select (jsonb_populate_record(c, $1)).* from fee_charge c
            where c.fee_rate_id = '02100000-0000-7000-8000-00000000000a' limit 1
            """);
        command.Parameters.Add(new() { Value = wrong, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Jsonb });

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal("ck_fee_charge_as_in_table", fault.ConstraintName);
    }
}
