using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Runs;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Testing;

namespace Portal.Core.Tests.Billing.Runs;

/// <summary>Bills carry the date of their run, whatever the clock says when they are written (decision 0024).</summary>
public sealed class RunDatesTests
{
    private const int Accounts = 10;

    [Fact]
    public async Task A_run_that_crosses_midnight_ends_under_the_day_it_was_released_for()
    {
        await using var town = await BillingTown.CreateAsync(Accounts, inChunk: 5);
        await town.ReadAsync(town.City.Today, Accounts);
        var day = town.City.Today;
        var last = await town.City.ReadAsync(db => db.CustomerAccounts.SingleAsync(a => a.Number == "5000000009"));
        await town.City.PayAsync(last, new(30_00));
        var run = await ReleasedAsync(town);
        town.City.Clock.Advance(TimeSpan.FromHours(14));
        var late = await town.City.ReadAsync(db => db.CustomerAccounts.SingleAsync(a => a.Number == "5000000010"));
        await town.City.PayAsync(late, new(30_00));

        await town.WorkAsync();

        Assert.Equal(day.AddDays(1), town.City.Today);
        Assert.Equal(BillRunState.Issued, (await town.RunAsync(run)).State);
        Assert.Equal(Accounts, await CountAsync(
            town, "bill b join bill_run r on (b.issued_on, b.due_on) = (r.bill_on, r.due_on)"));
        Assert.Equal(Accounts, await CountAsync(
            town, "journal_entry e join bill b on b.journal_entry_id = e.id where e.business_date = b.issued_on"));
        Assert.Equal(
            [$"{day:yyyy-MM-dd} 5000000009", $"{day.AddDays(1):yyyy-MM-dd} 5000000010"],
            await town.City.ReadAsync(db => db.Database.SqlQuery<string>($"""
                select distinct e.business_date || ' ' || a.number as "Value" from journal_entry e
                join allocation l on l.journal_entry_id = e.id join customer_account a on a.id = l.customer_account_id
                where e.kind = 'credit_applied' order by 1
                """).ToListAsync()));
    }

    [Fact]
    public async Task Two_days_after_its_bill_date_a_released_run_waits_for_a_person_who_is_told()
    {
        await using var town = await BillingTown.CreateAsync(Accounts, inChunk: 5);
        await town.ReadAsync(town.City.Today, Accounts);
        var run = await ReleasedAsync(town);
        town.City.Clock.Advance(TimeSpan.FromDays(2));

        await town.WorkAsync();

        Assert.Equal(RunStopReason.DatePassed, (await town.RunAsync(run)).StopReason);
        Assert.Equal(0, await CountAsync(town, "bill"));
        Assert.Equal(1, await CountAsync(town, "office_task where kind = 'bill_run'"));
        Assert.Equal("Run_DatePassed", Refused(await AskAsync(town, run, StopBillRun.Wish.Resume)));
    }

    [Fact]
    public async Task A_run_is_not_released_on_another_day_nor_into_a_closed_month()
    {
        await using var town = await BillingTown.CreateAsync(Accounts, inChunk: 5);
        await town.ReadAsync(town.City.Today, Accounts);
        var run = await town.StartAsync(await town.PeriodAsync(town.City.Today));
        await town.WorkAsync();
        await town.ExecuteAsync("update accounting_period set state = 'closed' where starts_on = '2026-11-01'");

        Assert.Equal("Run_MonthClosed", Refused(await town.ReleaseAsync(run.Id)));
        town.City.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal("Run_DatePassed", Refused(await town.ReleaseAsync(run.Id)));
    }

    private static async Task<Guid> ReleasedAsync(BillingTown town)
    {
        var run = await town.StartAsync(await town.PeriodAsync(town.City.Today));
        await town.WorkAsync();
        return City.Done(await town.ReleaseAsync(run.Id)).Id;
    }

    private static Task<Outcome<BillRun>> AskAsync(BillingTown town, Guid run, StopBillRun.Wish wish) =>
        town.City.AskAsync<StopBillRun, Outcome<BillRun>>(
            act => act.RunAsync(new(run, wish, BillingTown.Preparer), default));

    private static Task<long> CountAsync(BillingTown town, string from) =>
        town.CountAsync($"select count(*) from {from}");

    private static string Refused(Outcome<BillRun> outcome) =>
        Assert.IsType<Outcome<BillRun>.Refused>(outcome).Refusal.Key;

    [Fact]
    public async Task A_meter_exchanged_after_the_closing_read_is_billed_as_it_hung_there()
    {
        await using var town = await BillingTown.CreateAsync(2, inChunk: 2);
        await town.ReadAsync(town.City.Today, 2);
        await town.ExecuteAsync(
            """
            insert into meter_exchange (id, service_point_id, exchanged_on, old_meter_number, old_reading, old_dials,
              old_multiplier, new_meter_number, new_reading, recorded_at, recorded_by)
            select gen_random_uuid(), id, $1, 'M2', 900, 6, 1, 'M2B', 0, now(), 'test'
            from service_point where meter_number = 'M2'
            """,
            town.City.Today.AddDays(1));
        await town.ExecuteAsync(
            "update service_point set meter_number = 'M2B', meter_multiplier = 10 where meter_number = 'M2'");

        await town.BillAsync(town.City.Today);

        var reads = await town.City.ReadAsync(db => db.BillReads.OrderBy(r => r.MeterNumber).ToListAsync());
        Assert.Equal(["M1", "M2"], reads.Select(r => r.MeterNumber));
        Assert.All(reads, r => Assert.Equal(r.CurrentReading - r.PreviousReading, r.Used));
    }
}
