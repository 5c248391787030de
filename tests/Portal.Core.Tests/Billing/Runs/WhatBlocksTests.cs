using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Runs;
using Portal.Testing;

namespace Portal.Core.Tests.Billing.Runs;

/// <summary>What holds an account's bill, each by its name, and no other account's.</summary>
public sealed class WhatBlocksTests
{
    [Fact]
    public async Task Days_that_were_served_and_never_billed_block_and_a_newcomer_does_not()
    {
        await using var town = await BillingTown.CreateAsync(4, inChunk: 4);
        await town.ReadAsync(town.City.Today, 4);
        await ServedSinceAsync(town, 2, town.City.Today.AddDays(-80));
        await ServedSinceAsync(town, 3, town.City.Today.AddDays(-10));
        await town.ReadAsync(town.City.Today.AddDays(-10), 3, from: 3);

        await BlocksAsync(town, "unbilled 5000000002");
        Assert.Equal(3, await town.CountAsync("select count(*) from bill"));
    }

    [Fact]
    public async Task A_meter_that_counts_in_another_unit_than_the_rates_blocks_and_so_does_one_whose_unit_is_unknown()
    {
        await using var town = await BillingTown.CreateAsync(4, inChunk: 4);
        await town.ReadAsync(town.City.Today, 4);
        await town.ExecuteAsync("update service_point set read_unit = 'kGal' where meter_number = 'M2'");
        await town.ExecuteAsync("update service_point set read_unit = 'HCF' where meter_number = 'M4'");

        await BlocksAsync(town, "unit_mismatch 5000000002");
        Assert.Equal("M2 kGal CCF", await DetailAsync(town, "unit_mismatch"));
        Assert.Equal(1, await town.CountAsync("select count(*) from bill_read where unit = 'HCF'"));
    }

    [Fact]
    public async Task Rates_that_hold_on_the_bill_date_and_not_on_the_day_of_the_read_have_no_price_by_read_date()
    {
        await using var town = await BillingTown.CreateAsync(3, inChunk: 4);
        await town.ReadAsync(town.City.Today, 3);
        await town.ExecuteAsync("update billing_cycle set days_to_bill = 3");
        await TownRates.AddAsync(town, JsonNode.Parse($$"""
            {
              "id": "storm", "version": 1, "effective_on": "{{town.City.Today.AddDays(2):yyyy-MM-dd}}",
              "service": "stormwater", "class": "any", "unit": "month",
              "charges": [{"kind": "flat", "code": "STORM", "label": {"en": "Storm", "es": "Lluvia"}, "fund": "540",
                "gl_code": "4040", "prices": [{"rate": 5}]}]
            }
            """)!.AsObject());
        await town.ExecuteAsync("""
            insert into rate_schedule (id, code, effective_on, document, created_at)
            values (gen_random_uuid(), 'settings', '2020-01-01', '{"schedules": [], "settings": [{"version": 1,
              "effective_on": "2020-01-01", "version_change": "read_date"}]}', now())
            """);
        await TownRates.ReleaseAsync(town);
        await town.ExecuteAsync("""
            with point as (
              insert into service_point (id, premise_id, service)
              select gen_random_uuid(), premise_id, 'stormwater' from customer_account where number = '5000000002'
              returning id)
            insert into service_agreement (id, customer_account_id, service_point_id, customer_class, starts_on)
            select gen_random_uuid(), a.id, point.id, 'residential', g.starts_on
            from point, customer_account a join service_agreement g on g.customer_account_id = a.id
            where a.number = '5000000002' limit 1
            """);
        var run = await town.StartAsync(await town.PeriodAsync(town.City.Today));

        await town.WorkAsync();

        Assert.Equal(["no_rate 5000000002"], await BlockingAsync(town, run.Id));
        Assert.Equal("stormwater", await DetailAsync(town, "no_rate"));
    }

    [Fact]
    public async Task Far_more_days_between_the_reads_than_were_served_block_and_a_few_are_only_said()
    {
        await using var town = await BillingTown.CreateAsync(4, inChunk: 4);
        await town.ReadAsync(town.City.Today, 4);
        await MoveOpeningAsync(town, 2, days: -7);
        await MoveOpeningAsync(town, 3, days: -12);

        await BlocksAsync(town, "days_outlier 5000000003");
        Assert.Equal(1, await town.CountAsync(
            "select count(*) from bill_run_finding where code = 'days_outlier' and not blocks"));
    }

    [Fact]
    public async Task Preflight_judges_the_reads_that_nobody_has_judged()
    {
        await using var town = await BillingTown.CreateAsync(4, inChunk: 4);
        await town.ReadAsync(town.City.Today, 4);
        await town.ReadAsync(town.City.Today.AddDays(-2), 2, from: 2);

        await BlocksAsync(town, "held_read 5000000002");
        Assert.Equal("duplicate", await DetailAsync(town, "held_read"));
    }

    /// <summary>Bills the town and compares what was held, and for what.</summary>
    private static async Task BlocksAsync(BillingTown town, params string[] expected)
    {
        var run = await town.BillAsync(town.City.Today);

        Assert.Equal(BillRunState.Issued, run.State);
        Assert.Equal(expected, await BlockingAsync(town, run.Id));
    }

    private static Task<List<string>> BlockingAsync(BillingTown town, Guid run) =>
        town.City.ReadAsync(db => db.Database.SqlQuery<string>($"""
            select f.code || ' ' || a.number as "Value" from bill_run_finding f
            join customer_account a on a.id = f.customer_account_id where f.run_id = {run} and f.blocks order by 1
            """).ToListAsync());

    private static Task<string> DetailAsync(BillingTown town, string code) =>
        town.City.ReadAsync(db => db.Database.SqlQuery<string>($"""
            select array_to_string(detail, ' ') as "Value" from bill_run_finding where code = {code}
            """).SingleAsync());

    private static Task ServedSinceAsync(BillingTown town, int account, DateOnly day) => town.ExecuteAsync(
        "update service_agreement set starts_on = $1 where customer_account_id = "
        + $"(select id from customer_account where number = '500000000{account}')", day);

    private static Task MoveOpeningAsync(BillingTown town, int meter, int days) => town.ExecuteAsync(
        """
        with moved as (
          insert into meter_read_change (id, meter_read_id, was_on, was_reading, was_kind, now_on, now_reading,
            now_kind, changed_at, changed_by, reason)
          select gen_random_uuid(), r.id, read_on, reading, kind, read_on + $2, reading, kind, now(), 'test', 'test'
          from meter_read r join service_point s on s.id = r.service_point_id where s.meter_number = $1
          order by read_on limit 1
          returning meter_read_id, now_on)
        update meter_read r set read_on = moved.now_on from moved where r.id = moved.meter_read_id
        """,
        $"M{meter}", days);
}
