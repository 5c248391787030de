using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Billing;
using Portal.Core.Billing.Rating;
using Portal.Core.Billing.Runs;
using Portal.Core.Money;
using Portal.Testing;

namespace Portal.Core.Tests.Billing.Runs;

/// <summary>A read below an estimate that was billed: what was too much goes back, and the account goes on.</summary>
public sealed class EstimateCreditTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_an_estimate_had_too_much_goes_back_at_the_rates_of_its_period_and_the_bill_says_so(bool paid)
    {
        await using var town = await EstimatedAsync();
        var account = await town.City.ReadAsync(db => db.CustomerAccounts.SingleAsync(a => a.Number == "5000000002"));
        var first = await BillAsync(town, account.Id);
        if (paid)
        {
            await town.City.PayAsync(account, first.TotalDue);
        }

        await ReadAsync(town, +10m);
        await TownRates.ChangeAsync(
            town, "alder-falls-water", schedule =>
            {
                schedule["effective_on"] = $"{town.City.Today:yyyy-MM-dd}";
                schedule["charges"]![1]!["prices"]![0]!["rate"] = 9;
            });
        await town.BillAsync(town.City.Today);

        // 2 CCF of 12 at the old price, inside the city, with the tax on them.
        var credit = await town.City.ReadAsync(db => db.Adjustments.SingleAsync());
        var use = Usd.FromRate(1.17m, 2m);
        var tax = await TaxAsync(town, first.Id) - Usd.FromRate(0.05m, (24.79m + 11.70m));
        Assert.Equal((use + tax, first.Id), (credit.Amount, credit.CitesBillId));
        Assert.Equal(("system", BillingTown.Releaser.Name), (credit.PostedBy, credit.ApprovedBy));
        var second = await BillAsync(town, account.Id);
        Assert.Equal((-credit.Amount, 2), (second.Adjustments, await town.CountAsync("select count(*) from bill "
            + $"where customer_account_id = '{account.Id}'")));
        Assert.Equal(0m, await town.City.ReadAsync(
            db => db.BillReads.Where(r => r.BillId == second.Id).Select(r => r.Used).SingleAsync()));
        var why = LineExplanation.FromJson(await town.City.ReadAsync(db => db.BillLines
            .Where(l => l.BillId == second.Id && l.ChargeCode == "WATER-USE")
            .Select(l => l.Explanation).SingleAsync()));
        var part = Assert.Single(why.TrueUp!);
        Assert.Equal((2m, credit.Amount.Cents), (part.Quantity, part.Cents));
        Assert.Contains(
            ExplainLine.In(System.Globalization.CultureInfo.GetCultureInfo("es-US"), why, Usd.Zero),
            s => s.Contains("demasiado alta", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_credit_above_one_persons_limit_is_approved_by_who_released_the_run_and_carries_its_date()
    {
        await using var town = await EstimatedAsync(+90m);
        await ReadAsync(town, +10m);
        var run = await town.StartAsync(await town.PeriodAsync(town.City.Today));
        await town.WorkAsync();
        City.Done(await town.ReleaseAsync(run.Id));
        town.City.Clock.Advance(TimeSpan.FromDays(1));

        await town.WorkAsync();

        var credit = await town.City.ReadAsync(db => db.Adjustments.AsNoTracking().SingleAsync());
        Assert.True(credit.Amount > new Usd(50_00));
        Assert.Equal((run.BillOn, BillingTown.Releaser.Name), (credit.PostedOn, credit.ApprovedBy));
        Assert.Equal(3, await town.CountAsync($"select count(*) from bill_run_item where run_id = '{run.Id}' "
            + "and state = 'issued'"));
    }

    [Theory]
    [InlineData("'posted_on', a.posted_on + 1")]
    [InlineData("'operation_id', gen_random_uuid()")]
    [InlineData("'approved_by', 'staff:x'")]
    [InlineData("'reason', 'other'")]
    public async Task A_credit_is_a_runs_only_on_its_date_by_its_releaser_and_for_an_estimate(string other)
    {
        await using var town = await EstimatedAsync(+90m);
        await ReadAsync(town, +10m);
        await town.BillAsync(town.City.Today);

        var fault = await Assert.ThrowsAsync<PostgresException>(() => town.ExecuteAsync($"""
            insert into adjustment select (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid(),
              'operation_no', 2, 'journal_entry_id', (select journal_entry_id from bill limit 1), {other}))).*
            from adjustment a
            """));

        Assert.Equal("ck_adjustment_approval_given", fault.ConstraintName);
    }

    [Fact]
    public async Task Two_meters_of_one_account_give_back_each_what_it_had_too_much()
    {
        await using var town = await EstimatedAsync(+12m, secondMeter: true);
        await ReadAsync(town, +10m);
        await ReadAsync(town, +3m, meter: "M2B");

        await town.BillAsync(town.City.Today);

        // 2 CCF of 12 and 4 of 7.
        var credit = await town.City.ReadAsync(db => db.Adjustments.SingleAsync());
        var parts = (await town.City.ReadAsync(db => db.BillLines
            .Where(l => l.ChargeCode == "WATER-USE").Select(l => l.Explanation).ToListAsync()))
            .Select(LineExplanation.FromJson).SelectMany(e => e.TrueUp ?? []).ToList();
        Assert.Equal([2m, 4m], parts.Select(p => p.Quantity).Order());
        Assert.Equal(credit.Amount.Cents, parts.Sum(p => p.Cents));
        Assert.Equal(Usd.FromRate(1.17m * 1.05m, 6m), credit.Amount);
    }

    [Fact]
    public async Task An_estimate_that_others_paid_a_part_of_is_left_to_a_person_and_the_item_says_so()
    {
        var town = await BillingTown.CreateAsync(3, inChunk: 3);
        await using var disposed = town;
        await TownRates.DiscountAsync(town, "alder-falls-water", "senior", 10, "WATER-BASE", "WATER-USE");
        await town.ExecuteAsync("update service_agreement set discounts = '{senior}'");
        await EstimateAsync(town, +12m);
        await ReadAsync(town, +10m);

        await town.BillAsync(town.City.Today);

        Assert.Equal("M2 2", await town.City.ReadAsync(db => db.Database.SqlQuery<string>($"""
            select f.detail[1] || ' ' || trunc(f.detail[2]::numeric - f.detail[3]::numeric) as "Value"
            from bill_run_finding f
            where f.code = 'true_up_by_hand' and f.blocks
            """).SingleAsync()));
    }

    [Fact]
    public async Task A_read_below_the_last_actual_one_still_blocks()
    {
        await using var town = await EstimatedAsync();
        await ReadAsync(town, -1m);

        var run = await town.BillAsync(town.City.Today);

        Assert.Equal(BillRunState.Issued, run.State);
        Assert.Equal(1, await town.CountAsync("""
            select count(distinct a.id) from bill_run_finding f join customer_account a on a.id = f.customer_account_id
            where a.number = '5000000002' and f.blocks and f.code = 'negative_use'
            """));
    }

    /// <summary>A town in which account 2 was billed on an estimate; the next month has gone by.</summary>
    private static async Task<BillingTown> EstimatedAsync(decimal more = +12m, bool secondMeter = false)
    {
        var town = await BillingTown.CreateAsync(3, inChunk: 3);
        if (secondMeter)
        {
            await town.ExecuteAsync(SecondMeter);
            await town.ExecuteAsync(
                "insert into meter_read (id, service_point_id, read_on, reading, kind) "
                + "select gen_random_uuid(), id, $1, 50, 'actual' from service_point where meter_number = 'M2B'",
                town.City.Today.AddMonths(-1));
            await ReadAsync(town, +7m, "estimated", "M2B");
        }

        await EstimateAsync(town, more);
        return town;
    }

    private static async Task EstimateAsync(BillingTown town, decimal more)
    {
        await town.ReadAsync(town.City.Today, 1);
        await town.ReadAsync(town.City.Today, 3, from: 3);
        await ReadAsync(town, more, "estimated");
        await town.BillAsync(town.City.Today);
        town.City.Clock.Advance(TimeSpan.FromDays(30));
        await town.ReadAsync(town.City.Today, 1);
        await town.ReadAsync(town.City.Today, 3, from: 3);
    }

    private const string SecondMeter = """
        with point as (
          insert into service_point (id, premise_id, service, meter_number, meter_size, read_unit, route)
          select gen_random_uuid(), premise_id, 'water', 'M2B', meter_size, read_unit, route
          from service_point where meter_number = 'M2' returning id)
        insert into service_agreement (id, customer_account_id, service_point_id, customer_class, starts_on)
        select gen_random_uuid(), g.customer_account_id, point.id, g.customer_class, g.starts_on
        from point, service_agreement g join service_point s on s.id = g.service_point_id where s.meter_number = 'M2'
        """;

    /// <summary>A meter of account 2 shows so much more than on its first read.</summary>
    private static Task ReadAsync(
        BillingTown town, decimal more, string kind = "actual", string meter = "M2") => town.ExecuteAsync(
        """
        insert into meter_read (id, service_point_id, read_on, reading, kind)
        select gen_random_uuid(), r.service_point_id, $1, r.reading + $2, $3
        from meter_read r join service_point s on s.id = r.service_point_id where s.meter_number = $4
        order by r.read_on limit 1
        """,
        town.City.Today, more, kind, meter);

    private static Task<Bill> BillAsync(BillingTown town, Guid account) => town.City.ReadAsync(db =>
        db.Bills.AsNoTracking().Where(b => b.CustomerAccountId == account)
            .OrderByDescending(b => b.Number).FirstAsync());

    private static Task<Usd> TaxAsync(BillingTown town, Guid bill) => town.City.ReadAsync(db =>
        db.BillLines.Where(l => l.BillId == bill && l.ChargeCode == "USERS-TAX").Select(l => l.Amount).SingleAsync());
}
