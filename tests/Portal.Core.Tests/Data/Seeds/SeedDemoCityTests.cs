using System.Globalization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rating;
using Portal.Core.Billing.Runs;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Data.Seeds;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.People;
using Portal.Testing;
using Portal.Testing.Database;
using Xunit;

namespace Portal.Core.Tests.Data.Seeds;

/// <summary>The demo city: once made for the class, then asked.</summary>
public sealed class SeedDemoCityTests(SeedDemoCityTests.City city) : IClassFixture<SeedDemoCityTests.City>
{
    private static readonly DateOnly AsOf = new(2026, 11, 20);

    [Fact]
    public async Task The_same_seed_gives_the_same_city_and_another_seed_another()
    {
        await using var again = await TestDatabase.CreateAsync();
        await SeedAsync(again, accounts: 60, seed: 1);
        await using var other = await TestDatabase.CreateAsync();
        await SeedAsync(other, accounts: 60, seed: 2);

        var first = await FingerprintAsync(city.Database);
        Assert.Equal(first, await FingerprintAsync(again));
        Assert.DoesNotContain(await FingerprintAsync(other), first.Contains);
    }

    [Fact]
    public async Task A_city_of_60_has_two_years_of_bills_and_most_of_them_paid()
    {
        Assert.Equal(60, city.Counts.Accounts);
        Assert.InRange(city.Counts.Bills, 1_200, 60 * 24);
        Assert.InRange(city.Counts.Payments, city.Counts.Bills * 3 / 4, city.Counts.Bills * 5 / 4);
        Assert.Equal(city.Counts.Bills, await LongAsync("select count(*) from bill"));
        Assert.Equal(city.Counts.BillLines, await LongAsync("select count(*) from bill_line"));
        Assert.Equal(city.Counts.JournalLines, await LongAsync("select count(*) from journal_line"));
    }

    [Fact]
    public async Task A_cycle_waits_to_be_billed_and_most_of_it_can_be()
    {
        await using var portal = new Portal.Testing.City();
        await portal.InitializeAsync();
        await SeedAsync(portal.Database, accounts: 100, seed: 1);
        portal.Clock.Advance(TimeSpan.FromDays(AsOf.DayNumber - portal.Today.DayNumber));
        var town = new BillingTown(portal);
        var period = await portal.ReadAsync(db => db.Set<BillingPeriod>().SingleAsync(p => p.BillOn <= AsOf));

        var run = await town.StartAsync(period);
        await town.WorkAsync();
        Portal.Testing.City.Done(await town.ReleaseAsync(run.Id));
        await town.WorkAsync();

        Assert.Equal(
            ["held_read", "missing_read", "negative_use"],
            await portal.ReadAsync(db => db.Database.SqlQuery<string>($"""
                select distinct code as "Value" from bill_run_finding where run_id = {run.Id} and blocks order by 1
                """).ToListAsync()));
        var issued = await town.CountAsync("select count(*) from bill_run_item where state = 'issued'");
        Assert.InRange(issued, (await town.RunAsync(run.Id)).Accounts / 2, 100);
        Assert.Equal(4, await town.CountAsync(
            "select count(distinct billing_cycle) from billing_period where bill_on > '2026-11-20'"));
    }

    [Fact]
    public async Task Its_books_are_proved()
    {
        await using var db = Context(city.Database);

        var findings = await new CheckBooks(db).RunAsync(CancellationToken.None);

        Assert.NotEmpty(findings);
        Assert.Empty(findings.SelectMany(f => f.Offenders.Select(o => $"{f.Check}: {o}")));
    }

    [Theory]
    [InlineData("bills whose previous balance is not the total before", """
        select count(*) from (
          select previous_balance_cents,
            lag(total_due_cents, 1, 0) over (partition by customer_account_id order by period_from) as before
          from bill) b where previous_balance_cents <> before
        """)]
    [InlineData("bills out of the order of issue", """
        select count(*) from (
          select issued_on, lag(issued_on) over (order by number) as before from bill) b where issued_on < before
        """)]
    [InlineData("money after the day the demo begins", """
        select count(*) from journal_entry where business_date >= date '2026-11-20'
        """)]
    [InlineData("readings that run backwards", """
        select count(*) from (
          select id, reading, lag(reading) over (partition by service_point_id order by read_on) as before
          from meter_read) r where reading < before
          and not exists (select 1 from read_exception e where e.meter_read_id = r.id and e.rule = 'negative')
        """)]
    [InlineData("bills that do not stand on their reads", """
        select count(*) from bill_read where used <> current_reading - previous_reading
        """)]
    [InlineData("points without an agreement of their premise's account", """
        select count(*) from service_point p join customer_account a on a.premise_id = p.premise_id
        left join service_agreement g on g.service_point_id = p.id and g.customer_account_id = a.id
          and g.starts_on = a.opened_on and g.ends_on is not distinct from a.closed_on
        where g.id is null
        """)]
    [InlineData("routes of another cycle than the account's", """
        select count(*) from service_point p join customer_account a on a.premise_id = p.premise_id
        left join route r on r.code = p.route and r.billing_cycle = a.billing_cycle where r.code is null
        """)]
    public async Task There_are_no(string faults, string sql) =>
        Assert.True(await LongAsync(sql) == 0, $"There are {faults}.");

    [Theory]
    [InlineData("estimated reads", "select count(*) from meter_read where kind = 'estimated'")]
    [InlineData("accounts past due", """
        select count(distinct customer_account_id) from open_item where open_cents > 0 and due_on < date '2026-11-20'
        """)]
    [InlineData("accounts with a credit", "select count(*) from customer_account where balance_cents < 0")]
    [InlineData("credits put to a later bill", "select count(*) from journal_entry where kind = 'credit_applied'")]
    [InlineData("closed accounts without debt", """
        select count(*) from customer_account where closed_on is not null and balance_cents = 0
        """)]
    [InlineData("payments taken back", "select count(*) from payment_reversal")]
    [InlineData("payments in part", """
        select count(*) from open_item where open_cents between 1 and amount_cents - 1
        """)]
    [InlineData("names in other scripts", "select count(*) from customer where name !~ '^[\\u0001-\\u024f]+$'")]
    [InlineData("businesses", "select count(*) from customer where kind = 'business'")]
    [InlineData("letters in Spanish", "select count(*) from customer where language = 'es'")]
    [InlineData("places outside the city", "select count(*) from premise where location = 'outside_city'")]
    [InlineData("doubtful reads of five kinds", "select count(distinct rule) / 5 from read_exception")]
    [InlineData("taxes", "select count(*) from bill_line where charge_kind = 'tax'")]
    [InlineData("bills wanted on paper", "select count(*) from customer_account where bill_delivery = 'paper'")]
    [InlineData("bills left to the rule", "select count(*) from customer_account where bill_delivery is null")]
    public async Task There_are_some(string what, string sql) =>
        Assert.True(await LongAsync(sql) > 0, $"There are no {what}.");

    [Fact]
    public async Task Agreements_made_from_accounts_by_the_migration_are_those_the_seed_makes()
    {
        var sql = MigrateDatabase.Files.Single(f => f.Name.StartsWith("009", StringComparison.Ordinal)).Sql;
        await using var owner = new NpgsqlConnection(city.Database.OwnerConnectionString);
        await owner.OpenAsync();
        await using var tx = await owner.BeginTransactionAsync();
        await using var made = new NpgsqlCommand(
            $"""
            create temp table seeded on commit drop as select * from service_agreement;
            delete from service_agreement;
            {sql[sql.IndexOf("insert into service_agreement", StringComparison.Ordinal)..]}
            select count(*) from seeded s full join service_agreement g
              using (customer_account_id, service_point_id, customer_class, starts_on)
            where s.id is null or g.id is null or (s.ends_on, s.choice) is distinct from (g.ends_on, g.choice)
            """,
            owner);

        Assert.Equal(0L, await made.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Rosas_last_bill_is_112_52_and_waits_to_be_paid()
    {
        await using var db = Context(city.Database);

        var account = await db.CustomerAccounts.SingleAsync(a =>
            db.Customers.Any(c => c.Id == a.CustomerId && c.Name == "Rosa Delgado"));
        var bill = await db.Bills.Where(b => b.CustomerAccountId == account.Id)
            .OrderByDescending(b => b.IssuedOn).FirstAsync();

        Assert.Equal(new Usd(112_52), bill.NewCharges);
        Assert.Equal(new Usd(112_52), bill.TotalDue);
        Assert.Equal(new Usd(112_52), account.Balance);
        Assert.True(bill.DueOn > AsOf);
    }

    [Fact]
    public async Task Every_line_explains_itself_in_both_languages()
    {
        await using var db = Context(city.Database);

        foreach (var line in await db.BillLines.AsNoTracking().ToListAsync())
        {
            var why = LineExplanation.FromJson(line.Explanation);

            Assert.NotEmpty(ExplainLine.In(new CultureInfo("en-US"), why, line.Amount));
            Assert.NotEmpty(ExplainLine.In(new CultureInfo("es-US"), why, line.Amount));
        }
    }

    [Fact]
    public async Task Rosa_sees_her_account_and_her_mothers_and_staff_have_their_authenticators()
    {
        await using var db = Context(city.Database);

        var rosa = await db.Users.SingleAsync(u => u.Email == "rosa.delgado@example.com");
        var names = await db.VisibleTo(rosa.Id)
            .Join(db.Customers, a => a.CustomerId, c => c.Id, (_, c) => c.Name).Order().ToListAsync();

        Assert.Equal(["Consuelo Delgado Peña", "Rosa Delgado"], names);
        Assert.Equal(10, await db.StaffMembers.CountAsync());
        Assert.Equal(10, await db.Authenticators.CountAsync(a => a.ConfirmedAt != null));
    }

    [Fact]
    public async Task A_database_with_accounts_is_refused_and_so_is_a_city_too_small_for_its_cast()
    {
        await using var services = Services(city.Database);
        await using var scope = services.CreateAsyncScope();
        var seed = scope.ServiceProvider.GetRequiredService<SeedDemoCity>();

        Assert.Equal("Seed_NotEmpty", Key(await seed.RunAsync(new(60, 1, AsOf), CancellationToken.None)));
        Assert.Equal("Seed_Accounts", Key(await seed.RunAsync(new(9, 1, AsOf), CancellationToken.None)));
    }

    private static string Key(Outcome<SeedDemoCity.Counts> outcome) =>
        Assert.IsType<Outcome<SeedDemoCity.Counts>.Refused>(outcome).Refusal.Key;

    internal static async Task<SeedDemoCity.Counts> SeedAsync(TestDatabase database, int accounts, long seed)
    {
        await using var services = Services(database);
        await using var scope = services.CreateAsyncScope();
        var outcome = await scope.ServiceProvider.GetRequiredService<SeedDemoCity>()
            .RunAsync(new(accounts, seed, AsOf), CancellationToken.None);
        return Assert.IsType<Outcome<SeedDemoCity.Counts>.Done>(outcome).Value;
    }

    private static ServiceProvider Services(TestDatabase database)
    {
        var services = new ServiceCollection()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new BusinessClock(
                TimeProvider.System, TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles")))
            .AddPortalDatabase(_ => database.AppConnectionString)
            .AddPeople()
            .AddDemoCity();
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        return services.BuildServiceProvider(validateScopes: true);
    }

    private static PortalDbContext Context(TestDatabase database) =>
        new(new DbContextOptionsBuilder<PortalDbContext>().UseNpgsql(database.App).Options);

    private static async Task<List<string>> FingerprintAsync(TestDatabase database)
    {
        string[] tables =
        [
            "customer", "premise", "service_point", "customer_account", "service_agreement", "meter_read", "bill",
            "bill_line", "bill_read",
            "open_item", "payment", "allocation", "journal_line",
        ];
        var prints = new List<string>();
        foreach (var table in tables)
        {
            await using var ask = database.App.CreateCommand(
                $"select md5(string_agg(row::text, '' order by row::text)) from {table} row");
            prints.Add($"{table} {await ask.ExecuteScalarAsync()}");
        }

        return prints;
    }

    private async Task<long> LongAsync(string sql)
    {
        await using var ask = city.Database.App.CreateCommand(sql);
        return Convert.ToInt64(await ask.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>A city of 60 accounts with two years of history.</summary>
    public sealed class City : IAsyncLifetime
    {
        public TestDatabase Database { get; } = new();

        public SeedDemoCity.Counts Counts { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            await Database.InitializeAsync();
            Counts = await SeedAsync(Database, accounts: 60, seed: 1);
        }

        public Task DisposeAsync() => Database.DisposeAsync();
    }
}
