using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Moves;
using Portal.Testing;

namespace Portal.Core.Tests.Moves;

public sealed class MoveOutTests
{
    [Fact]
    public async Task A_reading_far_above_the_usual_is_not_billed_before_somebody_looked_again()
    {
        await using var town = await MovingTown.CreateAsync();
        var ending = await town.EndingAsync(await town.AccountAsync(2), used: 5_000);

        var doubt = Assert.IsType<Outcome<ServiceMove>.Refused>(await town.EndAsync(ending)).Refusal;
        Assert.Equal(["Move_ReadDoubtful"], doubt.All.Select(r => r.Key));
        var move = City.Done(await town.EndAsync(ending with { AreReadsChecked = true }));

        Assert.NotNull(move.FinalBillId);
    }

    [Fact]
    public async Task The_final_bill_charges_the_days_served_and_the_account_is_closed_on_the_day()
    {
        await using var town = await MovingTown.CreateAsync();
        var account = await town.AccountAsync(1);

        var move = City.Done(await town.EndAsync(await town.EndingAsync(account)));

        var bill = await town.City.ReadAsync(db => db.Bills.SingleAsync(b => b.Id == move.FinalBillId));
        var lines = await town.City.ReadAsync(db => db.BillLines.Where(l => l.BillId == bill.Id).ToListAsync());
        Assert.Equal(
            (town.City.Today.AddDays(-10), town.City.Today, town.City.Today.AddDays(21)),
            (bill.PeriodFrom, bill.PeriodTo, bill.DueOn));
        Assert.Equal(3m, lines.Single(l => l.ChargeCode == "WATER-USE").Quantity);
        var full = await town.City.ReadAsync(db => (
            from line in db.BillLines
            join first in db.Bills on line.BillId equals first.Id
            where first.CustomerAccountId == account.Id && first.Id != bill.Id && line.ChargeCode == "REFUSE-CART"
            select line.Amount).SingleAsync());
        Assert.Equal(
            Usd.FromRate(full.ToDollars(), 10m / 30m), lines.Single(l => l.ChargeCode == "REFUSE-CART").Amount);
        var closed = await town.AccountAsync(1);
        Assert.Equal((town.City.Today, bill.TotalDue), (closed.ClosedOn, closed.Balance));
        Assert.Equal(
            "9 Far Road, Elsewhere OR 97001",
            await town.City.ReadAsync(db => db.Customers.Where(c => c.Id == account.CustomerId)
                .Select(c => c.MailingLine1 + ", " + c.MailingCity + " " + c.MailingState + " " + c.MailingPostalCode)
                .SingleAsync()));
    }

    [Fact]
    public async Task A_final_bill_and_the_next_tenants_first_make_the_month_without_gap_or_overlap()
    {
        await using var town = await MovingTown.CreateAsync();
        var account = await town.AccountAsync(1);
        City.Done(await town.EndAsync(await town.EndingAsync(account)));
        var start = City.Done(await town.StartAsync(await town.StartingAsync(account.PremiseId)));

        town.City.Clock.Advance(TimeSpan.FromDays(20));
        await town.ReadAsync(town.City.Today, 4);
        await town.BillAsync(town.City.Today);

        var bills = await town.City.ReadAsync(db => db.Bills
            .Where(b => b.CustomerAccountId == account.Id || b.CustomerAccountId == start.CustomerAccountId)
            .OrderBy(b => b.PeriodFrom).ThenBy(b => b.Number).ToListAsync());
        Assert.Equal(3, bills.Count);
        Assert.Equal(bills[1].PeriodTo, bills[2].PeriodFrom);
        var reads = await town.City.ReadAsync(db => db.BillReads
            .Where(r => r.BillId == bills[1].Id || r.BillId == bills[2].Id)
            .OrderBy(r => r.CurrentReadOn).ToListAsync());
        Assert.Equal(reads[0].CurrentReading, reads[1].PreviousReading);
    }

    [Fact]
    public async Task Credit_left_over_becomes_a_task_to_refund()
    {
        await using var town = await MovingTown.CreateAsync();
        var account = await town.AccountAsync(1);
        await town.City.PayAsync(account, new Usd(500_00));

        City.Done(await town.EndAsync(await town.EndingAsync(account)));

        var balance = await town.City.BalanceAsync(account);
        var task = await town.City.ReadAsync(db => db.OfficeTasks.SingleAsync(t => t.Kind == "refund_due"));
        Assert.True(balance.IsNegative);
        Assert.StartsWith($"{-balance} left", task.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Moved_out_on_the_day_of_the_last_bill_nothing_more_is_billed()
    {
        await using var town = await MovingTown.CreateAsync();
        var account = await town.AccountAsync(1);
        var last = town.City.Today.AddDays(-10);

        var move = City.Done(await town.EndAsync(await town.EndingAsync(account) with { EndsOn = last, Reads = [] }));

        Assert.Null(move.FinalBillId);
        Assert.Equal(last, (await town.AccountAsync(1)).ClosedOn);
    }

    [Fact]
    public async Task A_final_bill_of_a_closed_account_is_billed_again_for_the_same_days()
    {
        await using var town = await MovingTown.CreateAsync();
        var account = await town.AccountAsync(1);
        var move = City.Done(await town.EndAsync(await town.EndingAsync(account)));
        var final = await town.City.ReadAsync(db => db.Bills.SingleAsync(b => b.Id == move.FinalBillId));
        await town.ExecuteAsync(
            $"update service_point set carts = carts + 1 where premise_id = '{account.PremiseId}' and carts > 0");

        var rebill = City.Done(await RebillAsync(town, final)).Bill!;

        var closed = await town.AccountAsync(1);
        Assert.Equal(
            (final.Id, final.PeriodFrom, final.PeriodTo), (rebill.RebillsId, rebill.PeriodFrom, rebill.PeriodTo));
        Assert.True(rebill.NewCharges > final.NewCharges);
        Assert.Equal((rebill.TotalDue, closed.Balance), (closed.Balance, rebill.TotalDue));
        Assert.NotNull(closed.ClosedOn);
        var was = await LinesAsync(town, final.Id);
        var now = await LinesAsync(town, rebill.Id);
        Assert.Equal(was["WATER-BASE"], now["WATER-BASE"]);
        Assert.Equal(
            Usd.FromRate(was["REFUSE-CART"].ToDollars(), 1.5m), now["REFUSE-CART"]);
        var month = await town.City.ReadAsync(db => MonthStatement.OfAsync(
            db, db.CustomerAccounts, account.Id, new(town.City.Today.Year, town.City.Today.Month, 1), town.City.Today,
            default));
        Assert.Equal(closed.Balance, month!.Closing);
        await town.City.AssertBooksAsync();
    }

    [Fact]
    public async Task What_is_over_when_a_closed_account_is_billed_again_is_to_be_refunded()
    {
        await using var town = await MovingTown.CreateAsync();
        var account = await town.AccountAsync(2);
        var move = City.Done(await town.EndAsync(await town.EndingAsync(account)));
        await town.City.PayAsync(account, (await town.AccountAsync(2)).Balance);
        var final = await town.City.ReadAsync(db => db.Bills.SingleAsync(b => b.Id == move.FinalBillId));
        await town.ExecuteAsync(
            $"update service_point set carts = carts - 1 where premise_id = '{account.PremiseId}' and carts > 0");

        City.Done(await RebillAsync(town, final));

        var left = (await town.AccountAsync(2)).Balance;
        Assert.True(left.IsNegative);
        var task = await town.City.ReadAsync(db => db.OfficeTasks.SingleAsync(t => t.Kind == "refund_due"));
        Assert.StartsWith($"{-left} left", task.Detail, StringComparison.Ordinal);
    }

    private static async Task<Outcome<Posted>> RebillAsync(BillingTown town, Bill bill)
    {
        var rebill = await town.City.ReadAsync(db => RebillCase.OfAsync(db, bill, town.City.Today, default));
        var account = await town.City.ReadAsync(
            db => db.CustomerAccounts.AsNoTracking().SingleAsync(a => a.Id == bill.CustomerAccountId));
        return await town.City.AskAsync<RebillPeriod, Outcome<Posted>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), bill.Id, "billing_error", "Carts counted wrong", rebill.Total, account.Balance,
                MovingTown.Technician), default));
    }

    private static async Task<Dictionary<string, Usd>> LinesAsync(BillingTown town, Guid bill) =>
        await town.City.ReadAsync(db => db.BillLines.Where(l => l.BillId == bill)
            .ToDictionaryAsync(l => l.ChargeCode, l => l.Amount));

    [Fact]
    public async Task Eight_at_once_end_once()
    {
        await using var town = await MovingTown.CreateAsync();
        var request = await town.EndingAsync(await town.AccountAsync(1));

        var moves = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => town.EndAsync(request)));

        Assert.Single(moves.Select(m => City.Done(m).FinalBillId).Distinct());
        Assert.Equal(5, await town.CountAsync("select count(*) from bill"));
        Assert.Equal(1, await town.CountAsync("select count(*) from audit_entry where act = 'MoveOut'"));
    }

    [Fact]
    public async Task Killed_before_the_commit_it_leaves_nothing_and_then_ends_once()
    {
        await using var town = await MovingTown.CreateAsync();
        var account = await town.AccountAsync(1);
        var request = await town.EndingAsync(account);

        var dying = DyingCommits.Switch();
        dying.Value = true;
        await Assert.ThrowsAsync<ProcessDiedException>(() => town.EndAsync(request));
        dying.Value = false;
        Assert.Null((await town.AccountAsync(1)).ClosedOn);
        Assert.Equal(4, await town.CountAsync("select count(*) from bill"));
        City.Done(await town.EndAsync(request));
        City.Done(await town.EndAsync(request));

        Assert.Equal(5, await town.CountAsync("select max(number) from bill"));
    }

    [Fact]
    public async Task Every_reason_is_said_at_once_and_nothing_is_changed()
    {
        await using var town = await MovingTown.CreateAsync();
        var account = await town.AccountAsync(1);
        var request = await town.EndingAsync(account) with
        {
            EndsOn = town.City.Today.AddDays(1),
            Reads = [],
            BalanceSeen = new(1),
            Forwarding = new("9 Far Road", null, "", "OR", "9700", "US"),
        };

        Assert.Equal(
            ["Move_InFuture", "Adjust_BalanceChanged", "Address_ZipWrong", "Move_ReadMissing"],
            MovingTown.Refused(await town.EndAsync(request)));
        Assert.Null((await town.AccountAsync(1)).ClosedOn);
    }

    [Theory]
    [InlineData("Move_AlreadyBilled", -11, 3)]
    [InlineData("Move_ReadBelow", 0, -1)]
    [InlineData("Move_ReadOutOfRange", 0, 1_000_000)]
    [InlineData("Move_PeriodUnbilled", 30, 3)]
    public async Task A_wrong_day_or_read_is_refused(string reason, int days, int used)
    {
        await using var town = await MovingTown.CreateAsync(1);
        town.City.Clock.Advance(TimeSpan.FromDays(Math.Max(0, days)));
        var account = await town.AccountAsync(1);
        var request = await town.EndingAsync(account, used: used);
        if (days < 0)
        {
            await town.ReadAsync(town.City.Today.AddDays(days), 1);
            request = request with { EndsOn = town.City.Today.AddDays(days), Reads = [] };
        }

        Assert.Equal([reason], MovingTown.Refused(await town.EndAsync(request)));
    }

    [Fact]
    public async Task A_preview_shows_the_bill_that_is_then_issued_and_keeps_nothing()
    {
        await using var town = await MovingTown.CreateAsync();
        var account = await town.AccountAsync(1);
        var request = await town.EndingAsync(account);

        var effect = City.Done(await town.City.AskAsync<PreviewFinalBill, Outcome<PreviewFinalBill.Effect>>(
            act => act.RunAsync(request, default)));
        Assert.Equal(4, await town.CountAsync("select count(*) from bill"));
        var move = City.Done(await town.EndAsync(request));

        var bill = await town.City.ReadAsync(db => db.Bills.SingleAsync(b => b.Id == move.FinalBillId));
        Assert.Equal(
            (bill.NewCharges, bill.TotalDue, bill.Number),
            (effect.Bill!.Bill.NewCharges, effect.BalanceAfter, effect.Bill.Bill.Number));
        Assert.True(effect.Closes);
    }

    [Theory]
    [InlineData("ck_customer_account_closed_is_unserved", "update customer_account set closed_on = '2026-11-20'")]
    [InlineData("tr_service_move_append_only", "update service_move set moved_on = moved_on")]
    [InlineData("ck_service_move_kind", "insert into service_move select (jsonb_populate_record(m, "
        + """'{"id": "00000000-0000-0000-0000-000000000001", "kind": "flight", "final_bill_id": null}')).* """
        + "from service_move m")]
    [InlineData("ck_service_move_only_an_end_closes", "insert into service_move select (jsonb_populate_record(m, "
        + """'{"id": "00000000-0000-0000-0000-000000000001", "kind": "start", "final_bill_id": null}')).* """
        + "from service_move m")]
    [InlineData("ck_service_move_final_bill_closes", "insert into service_move select (jsonb_populate_record(m, "
        + """'{"id": "00000000-0000-0000-0000-000000000001", "closes": false}')).* from service_move m""")]
    [InlineData("ux_service_move_final_bill", "insert into service_move select (jsonb_populate_record(m, "
        + """'{"id": "00000000-0000-0000-0000-000000000001"}')).* from service_move m""")]
    public async Task The_tables_hold_the_rules_too(string rule, string sql)
    {
        await using var town = await MovingTown.CreateAsync(2);
        City.Done(await town.EndAsync(await town.EndingAsync(await town.AccountAsync(1))));
        await using var owner = Npgsql.NpgsqlDataSource.Create(town.City.Database.OwnerConnectionString);
        await using var command = owner.CreateCommand(sql);

        var fault = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal(rule, fault.ConstraintName);
    }
}
