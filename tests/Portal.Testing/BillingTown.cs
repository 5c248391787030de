using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Billing;
using Portal.Core.Billing.Runs;
using Portal.Core.Common;
using Portal.Core.Data.Seeds;
using Portal.Core.Jobs;
using Portal.Core.Staff;
using Portal.Testing.Database;

namespace Portal.Testing;

/// <summary>
/// Many accounts of one billing cycle, each with water, sewer and refuse, made by a few statements; their reads, and
/// the runs that bill them. For tests of the bill run and for its measurement.
/// </summary>
public sealed class BillingTown(City city) : IAsyncDisposable
{
    public const string Cycle = "C1";

    public static readonly Actor Preparer = new("staff:00000000-0000-0000-0000-00000000000a");

    public static readonly Actor Releaser = new("staff:00000000-0000-0000-0000-00000000000b");

    public City City => city;

    /// <summary>A town for one test, which disposes it; its books are proved then.</summary>
    /// <param name="own">A server that the test may kill, with the processes that work on it.</param>
    public static async Task<BillingTown> CreateAsync(int accounts, int inChunk, ThrowawayCluster? own = null)
    {
        var city = new City(own);
        if (own is not null)
        {
            // Processes of their own work in it, by the machine's clock.
            city.Clock.Advance(TimeProvider.System.GetUtcNow() - city.Clock.GetUtcNow());
            city.Settings["Billing:LeaseSeconds"] = "1";
        }

        city.Settings["Billing:AccountsInChunk"] = $"{inChunk}";
        await city.InitializeAsync();
        var town = new BillingTown(city);
        await town.BuildAsync(accounts);
        return town;
    }

    public async ValueTask DisposeAsync() => await city.DisposeAsync();

    /// <summary>Ids rise with the account's number, as they do where rows are made one after another.</summary>
    private static string Id(string table, string number) =>
        $"('0190{table}-0000-7000-8000-' || lpad(to_hex({number}), 12, '0'))::uuid";

    /// <summary>
    /// Builds the town: a cycle read today, everybody served from a month before on, and the reads of that day.
    /// </summary>
    public async Task BuildAsync(int accounts)
    {
        var rates = await File.ReadAllTextAsync(
            Repository.Path("src/Portal.Core/Data/Seeds/rates/alder-falls.json"));
        await ExecuteAsync($"""
            insert into billing_cycle (code, name_en, name_es, read_day, days_to_bill)
              values ('{Cycle}', 'Cycle 1', 'Ciclo 1', {Math.Min(28, city.Today.Day)}, 0);
            insert into route (code, billing_cycle) select 'C1-' || lpad(r::text, 3, '0'), '{Cycle}'
              from generate_series(1, 100) r;
            """);
        await ExecuteAsync(
            """
            insert into rate_schedule (id, code, effective_on, document, created_at)
            select gen_random_uuid(), s ->> 'id', (s ->> 'effective_on')::date,
              jsonb_build_object('schedules', jsonb_build_array(s)), now()
            from jsonb_array_elements($1::jsonb -> 'schedules') s
            """,
            rates);
        await ExecuteAsync("update rate_schedule set state = 'released', released_by = 'city', released_at = now()");
        await ExecuteAsync(PeopleSql, accounts);
        await ExecuteAsync(PlacesSql, accounts, city.Today.AddMonths(-1));
        await ReadAsync(city.Today.AddMonths(-1), accounts);
        await ExecuteAsync(
            "analyze customer, premise, customer_account, service_point, service_agreement", asOwner: true);
    }

    /// <summary>What the database would have done by itself by the next month: statistics, and pages swept.</summary>
    public Task SettleAsync() => ExecuteAsync("vacuum analyze", asOwner: true);

    /// <summary>
    /// Every meter shows a few units more on a day than before, the same for the same day; each month another one in
    /// fifty is an estimate.
    /// </summary>
    public Task ReadAsync(DateOnly day, int accounts, int from = 1) => ExecuteAsync($"""
        insert into meter_read (id, service_point_id, read_on, reading, kind)
        select gen_random_uuid(), {Id("5001", "i")}, $2,
          100 + i % 50 + round(($2 - date '2026-01-01') * (3 + i % 17) / 31.0, 2),
          case when (i + ($2 - date '2026-01-01') / 30) % 50 = 7 then 'estimated' else 'actual' end
        from generate_series($3, $1) i
        """, accounts, day, from);

    /// <summary>The calendar's period that ends on a day.</summary>
    public async Task<BillingPeriod> PeriodAsync(DateOnly to)
    {
        var cycle = await city.ReadAsync(db => db.BillingCycles.SingleAsync(c => c.Code == Cycle));
        var period = BillingPeriod.Of(cycle, to.AddMonths(-1), to);
        await city.ReadAsync(db =>
        {
            db.Add(period);
            return db.SaveChangesAsync();
        });
        return period;
    }

    /// <summary>Prepares the run of a period.</summary>
    public async Task<BillRun> StartAsync(BillingPeriod period) => City.Done(
        await city.AskAsync<StartBillRun, Outcome<BillRun>>(act => act.RunAsync(new(period.Id, Preparer), default)));

    /// <summary>Lets the worker go on until it finds nothing to do.</summary>
    public async Task WorkAsync()
    {
        while ((await city.AskAsync<CarryBillRuns, QueueRound>(act => act.RunAsync(default))).Done > 0)
        {
            // One round after another, as the worker's loop.
        }
    }

    /// <summary>Releases what the second person sees now.</summary>
    public async Task<Outcome<BillRun>> ReleaseAsync(Guid runId, Actor? by = null)
    {
        var run = await RunAsync(runId);
        return await city.AskAsync<ReleaseBillRun, Outcome<BillRun>>(
            act => act.RunAsync(new(runId, run.DigestText, by ?? Releaser), default));
    }

    /// <summary>The whole way: prepare, preview, release, issue.</summary>
    public async Task<BillRun> BillAsync(DateOnly to)
    {
        var run = await StartAsync(await PeriodAsync(to));
        await WorkAsync();
        City.Done(await ReleaseAsync(run.Id));
        await WorkAsync();
        return await RunAsync(run.Id);
    }

    public Task<BillRun> RunAsync(Guid id) =>
        city.ReadAsync(db => db.Set<BillRun>().AsNoTracking().SingleAsync(r => r.Id == id));

    /// <summary>One number from the database.</summary>
    public async Task<long> CountAsync(string sql)
    {
        // As the owner: a test may have ended every connection of the application.
        await using var connection = new NpgsqlConnection(city.Database.OwnerConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>SQL of a test's own.</summary>
    public Task ExecuteAsync(string sql, params object[] values) => ExecuteAsync(sql, false, values);

    /// <summary>SQL that no act may run.</summary>
    public Task ExecuteAsOwnerAsync(string sql) => ExecuteAsync(sql, asOwner: true);

    private async Task ExecuteAsync(string sql, bool asOwner, params object[] values)
    {
        await using var connection = new NpgsqlConnection(
            asOwner ? city.Database.OwnerConnectionString : city.Database.AppConnectionString);
        await connection.OpenAsync();
        await using var longer = new NpgsqlCommand("set statement_timeout = 0", connection);
        await longer.ExecuteNonQueryAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync();
    }

    private static readonly string PeopleSql = $"""
        with made as (
          insert into customer (id, name, kind, language, email, mailing_line1, mailing_city, mailing_state,
            mailing_postal_code, created_at)
          select {Id("1001", "i")}, 'Customer ' || i, case when i % 12 = 0 then 'business' else 'residential' end,
            case when i % 8 = 0 then 'es' else 'en' end,
            case when i % 10 < 6 then 'customer' || i || '@example.com' end,
            100 + i || ' Mill Street', 'Alder Falls', 'WA', 98000 + i % 10, '2026-01-01'
          from generate_series(1, $1) i)
        insert into premise (id, line1, city, state, postal_code, location)
        select {Id("2001", "i")}, 100 + i || ' Mill Street', 'Alder Falls', 'WA', 98000 + i % 10,
          case when i % 9 = 0 then 'outside_city' else 'inside_city' end
        from generate_series(1, $1) i
        """;

    private static readonly string PlacesSql = $"""
        with account as (
          insert into customer_account (id, number, customer_id, premise_id, pin, opened_on, billing_cycle,
            bill_delivery)
          select {Id("3001", "i")}, 5000000000 + i, {Id("1001", "i")}, {Id("2001", "i")}, '123456', '2026-01-01',
            '{Cycle}', case when i % 10 < 5 then 'email' when i % 10 = 5 then 'both' end
          from generate_series(1, $1) i),
        point as (
          insert into service_point (id, premise_id, service, meter_number, meter_size, carts, read_unit, route,
            route_order)
          select case k when 0 then {Id("5001", "i")} when 1 then {Id("5002", "i")} else {Id("5003", "i")} end,
            {Id("2001", "i")}, (array['water', 'sewer', 'refuse'])[k + 1], case k when 0 then 'M' || i end,
            case k when 0 then '3/4"' end, case k when 2 then 1 + i % 2 else 0 end, case k when 0 then 'CCF' end,
            'C1-' || lpad((1 + i % 100)::text, 3, '0'), i / 100
          from generate_series(1, $1) i, generate_series(0, 2) k)
        insert into service_agreement (id, customer_account_id, service_point_id, customer_class, starts_on, choice)
        select gen_random_uuid(), {Id("3001", "i")},
          case k when 0 then {Id("5001", "i")} when 1 then {Id("5002", "i")} else {Id("5003", "i")} end,
          case when i % 12 = 0 then 'business' else 'residential' end, $2, case k when 2 then '64-gallon' end
        from generate_series(1, $1) i, generate_series(0, 2) k
        """;
}
