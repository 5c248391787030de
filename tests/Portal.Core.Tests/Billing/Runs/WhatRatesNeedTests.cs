using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Runs;
using Portal.Testing;

namespace Portal.Core.Tests.Billing.Runs;

/// <summary>What the rates ask of places and customers reaches them, and what is not recorded blocks by name.</summary>
public sealed class WhatRatesNeedTests
{
    private const string Use = """
        [{"kind": "uniform", "code": "SEWER-USE", "label": {"en": "Sewer", "es": "Drenaje"}, "fund": "520",
          "gl_code": "4020", "prices": [{"rate": 2}]}]
        """;

    private static readonly string Winter =
        Use.Replace("\"prices\"", "\"basis\": \"winter_average\", \"prices\"", StringComparison.Ordinal);

    [Fact]
    public async Task A_sewer_is_reckoned_by_the_water_of_its_place_whoever_pays_for_that()
    {
        await using var town = await BillingTown.CreateAsync(4, inChunk: 4);
        await TownRates.ChangeAsync(town, "alder-falls-sewer", Charging(Use));
        await town.ReadAsync(town.City.Today, 3);
        await GiveWaterAsync(town, from: 2, to: 3);
        await GiveWaterAsync(town, from: 4, to: 3);

        var run = await town.BillAsync(town.City.Today);

        Assert.Equal(1, await town.CountAsync("""
            select count(*) from bill_line l join bill b on b.id = l.bill_id
            join customer_account a on a.id = b.customer_account_id and a.number = '5000000002'
            join service_point w on w.premise_id = a.premise_id and w.service = 'water'
            where l.charge_code = 'SEWER-USE' and l.quantity > 0 and l.quantity = (
              select max(reading) - min(reading) from meter_read r where r.service_point_id = w.id)
            """));
        Assert.Equal(
            ["missing_figure 5000000004 sewer use", "missing_read 5000000003 M4"], await BlockingAsync(town, run.Id));
    }

    [Theory]
    [InlineData("frequency", "refuse", """{"rate": 5, "frequency": "weekly"}""",
        "update service_agreement set frequency = 'weekly'")]
    [InlineData("rate_area", "refuse", """{"rate": 5, "area": "A"}""", "update premise set rate_area = 'A'")]
    public async Task A_price_by_something_unrecorded_blocks_and_once_recorded_it_is_charged(
        string figure, string service, string price, string record)
    {
        await using var town = await BillingTown.CreateAsync(2, inChunk: 4);
        await TownRates.ChangeAsync(town, "alder-falls-refuse", Charging($$"""
            [{"kind": "flat", "code": "CART", "label": {"en": "Cart", "es": "Bote"}, "fund": "530", "gl_code": "4030",
              "prices": [{{price}}, {"rate": 9}]}]
            """));
        await town.ReadAsync(town.City.Today, 2);

        var run = await town.BillAsync(town.City.Today);
        Assert.Equal(
            [$"missing_figure 5000000001 {service} {figure}", $"missing_figure 5000000002 {service} {figure}"],
            await BlockingAsync(town, run.Id));
        await town.ExecuteAsync(record);
        await AgainAsync(town, run);

        Assert.Equal(2, await town.CountAsync(
            "select count(*) from bill_line where charge_code = 'CART' and amount_cents = 500 * quantity"));
    }

    [Fact]
    public async Task Extra_pickups_are_charged_as_many_as_the_customer_has()
    {
        await using var town = await BillingTown.CreateAsync(2, inChunk: 4);
        await TownRates.ChangeAsync(town, "alder-falls-refuse", Charging("""
            [{"kind": "flat", "code": "EXTRA", "label": {"en": "Extra", "es": "Extra"}, "fund": "530",
              "gl_code": "4030", "times": "extra_pickups", "prices": [{"rate": 7}]}]
            """));
        await town.ReadAsync(town.City.Today, 2);
        await town.ExecuteAsync("update service_agreement set extra_pickups = 3 where choice is not null and "
            + "customer_account_id = (select id from customer_account where number = '5000000002')");

        await town.BillAsync(town.City.Today);

        Assert.Equal(21_00, await town.CountAsync(
            "select sum(amount_cents) from bill_line where charge_code = 'EXTRA'"));
    }

    [Fact]
    public async Task Demand_is_that_of_the_closing_read_and_a_read_without_it_blocks()
    {
        await using var town = await BillingTown.CreateAsync(2, inChunk: 4);
        await TownRates.ChangeAsync(town, "alder-falls-water", Charging("""
            [{"kind": "uniform", "code": "PEAK", "label": {"en": "Peak", "es": "Pico"}, "fund": "510",
              "gl_code": "4010", "basis": "demand", "prices": [{"rate": 10}]}]
            """));
        await town.ReadAsync(town.City.Today, 2);
        await town.ExecuteAsOwnerAsync("""
            with changed as (
              insert into meter_read_change (id, meter_read_id, was_on, was_reading, was_kind, now_on, now_reading,
                now_kind, changed_at, changed_by, reason)
              select gen_random_uuid(), r.id, read_on, reading, kind, read_on, reading, kind, now(), 'test', 'test'
              from meter_read r join service_point s on s.id = r.service_point_id where s.meter_number = 'M2'
              order by read_on desc limit 1
              returning meter_read_id)
            update meter_read r set reading = reading, demand = 4.5 from changed where r.id = changed.meter_read_id
            """);

        var run = await town.BillAsync(town.City.Today);

        Assert.Equal(["missing_figure 5000000001 water demand"], await BlockingAsync(town, run.Id));
        Assert.Equal(45_00, await town.CountAsync(
            "select sum(amount_cents) from bill_line where charge_code = 'PEAK'"));
    }

    [Fact]
    public async Task A_winter_average_is_of_billed_reads_moves_along_and_leaves_estimates_out()
    {
        await using var town = await BillingTown.CreateAsync(50, inChunk: 50);
        await TownRates.ChangeAsync(town, "alder-falls-sewer", schedule =>
        {
            Charging(Winter)(schedule);
            schedule["winter_average"] = JsonNode.Parse("""
                {"months": [10], "applies_from": 11, "default_units": 6, "moves_along": true}
                """);
        });
        await town.ExecuteAsync("update service_agreement set starts_on = $1 where customer_account_id = "
            + "(select id from customer_account where number = '5000000006')", town.City.Today);
        await town.ExecuteAsOwnerAsync("""
            alter table customer_account disable trigger ck_customer_account_goes_by_merge;
            update customer_account set customer_id = (select customer_id from customer_account
              where number = '5000000002') where number = '5000000006';
            alter table customer_account enable trigger ck_customer_account_goes_by_merge
            """);
        await town.ReadAsync(town.City.Today, 50);
        await town.BillAsync(town.City.Today);
        Assert.Equal(49, await town.CountAsync(
            "select count(*) from bill_line where charge_code = 'SEWER-USE' and quantity = 6"));

        town.City.Clock.Advance(TimeSpan.FromDays(30));
        await town.ReadAsync(town.City.Today, 50);
        await town.BillAsync(town.City.Today);

        Assert.Equal(
            ["default 2", "measured 47", "moved_along 1"],
            await town.City.ReadAsync(db => db.Database.SqlQuery<string>($"""
                select (l.explanation -> 'winter' ->> 'source') || ' ' || count(*) as "Value" from bill_line l
                join bill b on b.id = l.bill_id and b.period_to = {town.City.Today}
                where l.charge_code = 'SEWER-USE' group by l.explanation -> 'winter' ->> 'source' order by 1
                """).ToListAsync()));
        Assert.Equal(1, await town.CountAsync("""
            select count(distinct l.quantity) from bill_line l join bill b on b.id = l.bill_id
            join customer_account a on a.id = b.customer_account_id
            where l.charge_code = 'SEWER-USE' and l.quantity <> 6 and a.number in ('5000000002', '5000000006')
            """));
    }

    [Fact]
    public async Task Without_an_average_and_without_a_default_a_newcomer_is_not_billed()
    {
        await using var town = await BillingTown.CreateAsync(1, inChunk: 4);
        await TownRates.ChangeAsync(town, "alder-falls-sewer", schedule =>
        {
            Charging(Winter)(schedule);
            schedule["winter_average"] = JsonNode.Parse("""{"months": [10], "applies_from": 11}""");
        });
        await town.ReadAsync(town.City.Today, 1);

        var run = await town.BillAsync(town.City.Today);

        Assert.Equal(["missing_figure 5000000001 sewer winter_average"], await BlockingAsync(town, run.Id));
    }

    private static Action<JsonObject> Charging(string charges) => schedule =>
    {
        schedule["unit"] = "CCF";
        schedule["charges"] = JsonNode.Parse(charges);
    };

    private static Task GiveWaterAsync(BillingTown town, int from, int to) => town.ExecuteAsync($"""
        update service_agreement g set customer_account_id = (
          select id from customer_account where number = '500000000{to}')
        from service_point p, customer_account a
        where p.id = g.service_point_id and p.service = 'water' and a.id = g.customer_account_id
          and a.number = '500000000{from}'
        """);

    private static async Task AgainAsync(BillingTown town, BillRun run)
    {
        var period = await town.City.ReadAsync(
            db => db.Set<BillingPeriod>().SingleAsync(p => p.Id == run.BillingPeriodId));
        var again = await town.StartAsync(period);
        await town.WorkAsync();
        City.Done(await town.ReleaseAsync(again.Id));
        await town.WorkAsync();
    }

    private static Task<List<string>> BlockingAsync(BillingTown town, Guid run) =>
        town.City.ReadAsync(db => db.Database.SqlQuery<string>($"""
            select f.code || ' ' || a.number || ' ' || array_to_string(f.detail, ' ') as "Value"
            from bill_run_finding f join customer_account a on a.id = f.customer_account_id
            where f.run_id = {run} and f.blocks order by 1
            """).ToListAsync());
}
