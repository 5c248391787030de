using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Runs;
using Portal.Core.Common;
using Portal.Testing;

namespace Portal.Core.Tests.Billing.Runs;

/// <summary>A bill run from the calendar to issued bills.</summary>
public sealed class BillRunTests
{
    private const int Accounts = 100;

    [Fact]
    public async Task A_month_is_prepared_released_and_issued_and_the_next_follows_it()
    {
        await using var town = await BillingTown.CreateAsync(Accounts, inChunk: 40);
        await town.ReadAsync(town.City.Today, Accounts);

        var run = await town.BillAsync(town.City.Today);

        Assert.Equal((BillRunState.Issued, Accounts, Accounts), (run.State, run.Accounts, run.Done));
        Assert.Equal(0, await town.CountAsync("select count(*) from bill_run_item where state <> 'issued'"));
        Assert.Equal(Accounts, await town.CountAsync("select max(number) from bill"));
        Assert.Equal(60, await town.CountAsync("select count(*) from outbox_mail"));
        Assert.Equal(50, await town.CountAsync("select count(*) from bill_print"));

        town.City.Clock.Advance(TimeSpan.FromDays(30));
        await town.ReadAsync(town.City.Today, Accounts);
        await town.BillAsync(town.City.Today);

        Assert.Equal(2 * Accounts, await town.CountAsync("select count(*) from bill"));
        Assert.Equal(0, await town.CountAsync("""
            select count(*) from bill b join bill a on a.customer_account_id = b.customer_account_id
              and a.period_to = b.period_from
            join bill_read rb on rb.bill_id = b.id join bill_read ra on ra.bill_id = a.id
            where b.previous_balance_cents <> a.total_due_cents or rb.previous_reading <> ra.current_reading
            """));
    }

    [Fact]
    public async Task Who_prepared_it_does_not_release_it_and_nobody_releases_what_they_did_not_see()
    {
        await using var town = await BillingTown.CreateAsync(10, inChunk: 10);
        await town.ReadAsync(town.City.Today, 10);
        var run = await town.StartAsync(await town.PeriodAsync(town.City.Today));

        Assert.Equal("Run_NotPreviewed", RefusalOf(await town.ReleaseAsync(run.Id)));
        await town.WorkAsync();

        Assert.Equal("Run_SecondPerson", RefusalOf(await town.ReleaseAsync(run.Id, BillingTown.Preparer)));
        Assert.Equal("Run_Changed", RefusalOf(await town.City.AskAsync<ReleaseBillRun, Outcome<BillRun>>(
            act => act.RunAsync(new(run.Id, "00", BillingTown.Releaser), default))));
        City.Done(await town.ReleaseAsync(run.Id));
        City.Done(await town.ReleaseAsync(run.Id));
    }

    [Fact]
    public async Task Whoever_would_be_billed_by_other_rates_than_were_released_is_held()
    {
        await using var town = await BillingTown.CreateAsync(20, inChunk: 10);
        await town.ReadAsync(town.City.Today, 20);
        var run = await town.StartAsync(await town.PeriodAsync(town.City.Today));
        await town.WorkAsync();
        City.Done(await town.ReleaseAsync(run.Id));
        await TownRates.ChangeAsync(
            town, "alder-falls-water", schedule => schedule["charges"]![1]!["prices"]![0]!["rate"] = 9);

        await town.WorkAsync();

        Assert.Equal(0, await town.CountAsync("select count(*) from bill"));
        Assert.Equal(20, await town.CountAsync("""
            select count(*) from bill_run_item i
            join bill_run_finding f on f.run_id = i.run_id and f.customer_account_id = i.customer_account_id
            where i.state = 'held' and f.code = 'changed'
            """));
    }

    [Fact]
    public async Task A_finding_that_blocks_holds_its_account_and_no_other_and_a_second_run_bills_it()
    {
        await using var town = await BillingTown.CreateAsync(20, inChunk: 10);
        await town.ReadAsync(town.City.Today, 18);
        await town.ExecuteAsync("update customer_account set billing_cycle = null where number = '5000000001'");
        await town.ExecuteAsync(
            "update customer set mailing_line1 = '', email = null where name = 'Customer 2'");
        await town.ExecuteAsync(
            "update customer set mailing_city = '', email = null where name in ('Customer 7', 'Customer 8')");
        await town.ExecuteAsync("update customer set mailing_city = 'Hong Kong', mailing_postal_code = '', "
            + "mailing_country = 'HK', email = null where name = 'Customer 8'");
        await town.ExecuteAsync("update service_agreement set choice = 'tiny' where choice is not null and "
            + "customer_account_id = (select id from customer_account where number = '5000000003')");
        await town.ExecuteAsync("update service_agreement set starts_on = $1 where customer_account_id = "
            + "(select id from customer_account where number = '5000000004')", town.City.Today.AddDays(-8));
        await town.ReadAsync(town.City.Today.AddDays(-8), 4, from: 4);

        await town.ExecuteAsync("""
            insert into read_exception (id, service_point_id, customer_account_id, rule, period_on, evidence, state,
              opened_at)
            select gen_random_uuid(), g.service_point_id, a.id, 'missing', $1, '{}', 'reread_ordered', now()
            from customer_account a join service_agreement g on g.customer_account_id = a.id
            where a.number = '5000000006' limit 1
            """, town.City.Today);

        var run = await town.BillAsync(town.City.Today);

        Assert.Equal(
            [
                "held_read 1 t", "missing_cycle 1 f", "missing_read 2 t", "no_address 1 t", "no_rate 1 t",
                "part_period 3 f",
            ],
            await FindingsAsync(town, run.Id));
        Assert.Equal(14, await town.CountAsync("select count(*) from bill"));
        Assert.Equal(8 * 2, await town.CountAsync("""
            select sum(l.to_on - l.from_on) from bill_line l join bill b on b.id = l.bill_id
            join customer_account a on a.id = b.customer_account_id
            where a.number = '5000000004' and l.charge_code in ('SEWER-FLAT', 'REFUSE-CART')
            """));

        await town.ReadAsync(town.City.Today, 20, from: 19);
        var again = await town.StartAsync(await PeriodOfAsync(town, run));
        await town.WorkAsync();
        City.Done(await town.ReleaseAsync(again.Id));
        await town.WorkAsync();

        Assert.Equal(5, (await town.RunAsync(again.Id)).Accounts);
        Assert.Equal(16, await town.CountAsync("select count(*) from bill"));
    }

    [Fact]
    public async Task A_credit_paid_ahead_is_put_to_the_new_bill()
    {
        await using var town = await BillingTown.CreateAsync(10, inChunk: 10);
        await town.ReadAsync(town.City.Today, 10);
        var account = await town.City.ReadAsync(db => db.CustomerAccounts.SingleAsync(a => a.Number == "5000000005"));
        await town.City.PayAsync(account, new(30_00));

        await town.BillAsync(town.City.Today);

        Assert.Equal(0, await town.CountAsync("select sum(unapplied_cents) from payment"));
        Assert.Equal(30_00, await town.CountAsync("select sum(amount_cents - open_cents) from open_item"));
        Assert.Equal(30_00, await town.CountAsync("select sum(payments_cents) from bill"));
    }

    [Fact]
    public async Task Two_workers_two_releases_and_a_stop_bill_everyone_once()
    {
        await using var town = await BillingTown.CreateAsync(Accounts, inChunk: 5);
        await town.ReadAsync(town.City.Today, Accounts);
        var period = await town.PeriodAsync(town.City.Today);
        var runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => town.StartAsync(period)));
        var run = Assert.Single(runs.DistinctBy(r => r.Id));
        await Task.WhenAll(town.WorkAsync(), town.WorkAsync());
        await town.WorkAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => City.Done(await town.ReleaseAsync(run.Id))));
        var working = town.WorkAsync();
        while ((await town.RunAsync(run.Id)).Done == 0)
        {
            // Until the first chunk is written.
        }

        City.Done(await AskAsync(town, run.Id, StopBillRun.Wish.Stop));
        await Task.WhenAll(working, town.WorkAsync());
        var stopped = await town.RunAsync(run.Id);
        await town.WorkAsync();
        Assert.Equal(stopped.Done, (await town.RunAsync(run.Id)).Done);
        await AskAsync(town, run.Id, StopBillRun.Wish.Resume);
        await Task.WhenAll(town.WorkAsync(), town.WorkAsync());
        await town.WorkAsync();

        Assert.Equal(BillRunState.Issuing, stopped.State);
        Assert.NotNull(stopped.StoppedAt);
        Assert.True(stopped.Done < Accounts, "It went on to its end.");
        Assert.Equal(BillRunState.Issued, (await town.RunAsync(run.Id)).State);
        Assert.Equal(Accounts, await town.CountAsync("select count(*) from bill"));
    }

    [Fact]
    public void These_moves_and_no_others_are_allowed() => Assert.Equal(
        [
            "Previewing --Abandon--> Abandoned", "Previewed --Release--> Issuing", "Previewed --Abandon--> Abandoned",
            "Issuing --Abandon--> Abandoned",
        ],
        from state in Enum.GetValues<BillRunState>()
        from what in Enum.GetValues<BillRunEvent>()
        let next = BillRunMoves.Next(state, what)
        where next is not null
        select $"{state} --{what}--> {next}");

    private static Task<Outcome<BillRun>> AskAsync(BillingTown town, Guid run, StopBillRun.Wish wish) =>
        town.City.AskAsync<StopBillRun, Outcome<BillRun>>(
            act => act.RunAsync(new(run, wish, BillingTown.Preparer), default));

    private static Task<BillingPeriod> PeriodOfAsync(BillingTown town, BillRun run) =>
        town.City.ReadAsync(db => db.Set<BillingPeriod>().SingleAsync(p => p.Id == run.BillingPeriodId));

    private static Task<List<string>> FindingsAsync(BillingTown town, Guid run) =>
        town.City.ReadAsync(db => db.Database.SqlQuery<string>($"""
            select code || ' ' || count(*) || ' ' || left(blocks::text, 1) as "Value" from bill_run_finding
            where run_id = {run} and code <> 'rate_version' group by code, blocks order by 1
            """).ToListAsync());

    private static string RefusalOf(Outcome<BillRun> outcome) =>
        Assert.IsType<Outcome<BillRun>.Refused>(outcome).Refusal.Key;
}
