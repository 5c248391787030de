using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Portal.Core.Billing.Runs;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Jobs;
using Portal.Testing;

namespace Portal.Core.Tests.Billing.Runs;

/// <summary>A run that cannot go on: it keeps no other waiting, and the office hears of it.</summary>
public sealed class FailingRunTests
{
    [Fact]
    public async Task A_run_that_fails_again_and_again_is_stopped_and_starves_no_other()
    {
        await using var town = await BillingTown.CreateAsync(6, inChunk: 3);
        await town.ReadAsync(town.City.Today, 6);
        var failing = await town.StartAsync(await town.PeriodAsync(town.City.Today));
        await town.WorkAsync();
        City.Done(await town.ReleaseAsync(failing.Id));
        town.City.Clock.Advance(TimeSpan.FromMinutes(1));
        var other = await town.StartAsync(await town.PeriodAsync(town.City.Today.AddMonths(-1)));
        await town.ExecuteAsync("update accounting_period set state = 'closed' where starts_on = '2026-11-01'");

        var tries = 0;
        while ((await town.RunAsync(other.Id)).State == BillRunState.Previewing)
        {
            await TryAsync(town);
            tries++;
        }

        for (; tries < 2 * CarryBillRuns.MostFailures; tries++)
        {
            await TryAsync(town);
        }

        var stopped = await town.RunAsync(failing.Id);
        Assert.Equal(
            (RunStopReason.Failures, CarryBillRuns.MostFailures, 0),
            (stopped.StopReason, stopped.Failures, stopped.Done));
        Assert.StartsWith("ck_journal_entry_period_open", stopped.LastFailure, StringComparison.Ordinal);
        Assert.Equal(1, await town.CountAsync("select count(*) from office_task where kind = 'bill_run'"));
    }

    [Fact]
    public async Task Resumed_once_the_cause_is_gone_it_ends_and_its_failures_are_forgotten()
    {
        await using var town = await BillingTown.CreateAsync(6, inChunk: 3);
        await town.ReadAsync(town.City.Today, 6);
        var run = await town.StartAsync(await town.PeriodAsync(town.City.Today));
        await town.WorkAsync();
        City.Done(await town.ReleaseAsync(run.Id));
        await town.ExecuteAsync("update accounting_period set state = 'closed' where starts_on = '2026-11-01'");
        for (var i = 0; i < CarryBillRuns.MostFailures; i++)
        {
            await TryAsync(town);
        }

        await town.ExecuteAsync("update accounting_period set state = 'open' where starts_on = '2026-11-01'");
        await town.WorkAsync();
        Assert.Equal(BillRunState.Issuing, (await town.RunAsync(run.Id)).State);
        City.Done(await town.City.AskAsync<StopBillRun, Outcome<BillRun>>(
            act => act.RunAsync(new(run.Id, StopBillRun.Wish.Resume, BillingTown.Preparer), default)));
        await town.WorkAsync();

        var ended = await town.RunAsync(run.Id);
        Assert.Equal((BillRunState.Issued, 0, null), (ended.State, ended.Failures, ended.StopReason));
    }

    [Fact]
    public async Task Gathered_once_a_run_without_accounts_finds_everything_once()
    {
        await using var town = await BillingTown.CreateAsync(3, inChunk: 3);
        await town.ExecuteAsync("update customer_account set billing_cycle = null");
        var run = await town.StartAsync(await town.PeriodAsync(town.City.Today));
        await town.WorkAsync();
        var found = await town.CountAsync("select count(*) from bill_run_finding");

        // As after a crash right behind preflight.
        await town.ExecuteAsync("update bill_run set state = 'previewing', previewed_at = null, digest = null");
        await town.WorkAsync();

        Assert.Equal(BillRunState.Previewed, (await town.RunAsync(run.Id)).State);
        Assert.Equal((3L, found), (
            await town.CountAsync("select count(*) from bill_run_finding where code = 'missing_cycle'"),
            await town.CountAsync("select count(*) from bill_run_finding")));
    }

    [Fact]
    public async Task A_stop_does_not_wait_while_the_reads_are_judged()
    {
        await using var town = await BillingTown.CreateAsync(6, inChunk: 3);
        await town.ReadAsync(town.City.Today, 6);
        var run = await town.StartAsync(await town.PeriodAsync(town.City.Today));
        await using var other = new NpgsqlConnection(town.City.Database.OwnerConnectionString);
        await other.OpenAsync();
        await using var holding = await other.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("lock table read_exception in exclusive mode", other);
        await command.ExecuteNonQueryAsync();
        var working = town.WorkAsync();
        while (await town.CountAsync("select count(*) from pg_locks where not granted") == 0)
        {
            // Asked again until the worker judges, and waits.
        }

        var stopped = await town.City.AskAsync<StopBillRun, Outcome<BillRun>>(
            act => act.RunAsync(new(run.Id, StopBillRun.Wish.Stop, BillingTown.Preparer), default))
            .WaitAsync(TimeSpan.FromSeconds(30));
        await holding.CommitAsync();
        await working;

        Assert.NotNull(City.Done(stopped).StoppedAt);
        Assert.Equal(0, await town.CountAsync("select count(*) from bill_run_chunk"));
    }

    [Fact]
    public async Task When_a_lease_runs_out_another_worker_takes_over_and_not_before()
    {
        await using var town = await BillingTown.CreateAsync(6, inChunk: 3);
        await town.ReadAsync(town.City.Today, 6);
        var run = await town.StartAsync(await town.PeriodAsync(town.City.Today));
        // As a worker leaves it whose connection broke: nobody gave the lease back.
        await town.ExecuteAsync(
            "update bill_run set lease_by = gen_random_uuid(), lease_until = $1",
            town.City.Clock.GetUtcNow().AddSeconds(45));

        await town.WorkAsync();
        var early = (await town.RunAsync(run.Id)).State;
        town.City.Clock.Advance(TimeSpan.FromSeconds(46));
        await town.WorkAsync();

        Assert.Equal(
            (BillRunState.Previewing, BillRunState.Previewed), (early, (await town.RunAsync(run.Id)).State));
    }

    [Fact]
    public async Task A_worker_that_falls_silent_in_a_chunk_holds_the_run_no_longer_than_its_lease()
    {
        var city = new City();
        city.Settings["Billing:LeaseSeconds"] = "1";
        await city.InitializeAsync();
        await using var town = new BillingTown(city);
        await town.BuildAsync(6);
        await town.ReadAsync(town.City.Today, 6);
        var run = await town.StartAsync(await town.PeriodAsync(town.City.Today));
        var silent = Guid.CreateVersion7();
        await town.ExecuteAsync(
            "update bill_run set lease_by = $1, lease_until = $2", silent, town.City.Clock.GetUtcNow());
        await using var scope = town.City.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        await using var tx = await db.Database.BeginTransactionAsync();
        Assert.True(await scope.ServiceProvider.GetRequiredService<RunChunks>().FenceAsync(
            await town.RunAsync(run.Id), silent, 0, default));

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await town.RunAsync(run.Id)).State == BillRunState.Previewing && !patience.IsCancellationRequested)
        {
            town.City.Clock.Advance(TimeSpan.FromSeconds(2));
            await town.WorkAsync();
        }

        Assert.Equal(BillRunState.Previewed, (await town.RunAsync(run.Id)).State);
    }

    /// <summary>One round of the worker, whatever comes of it.</summary>
    private static async Task TryAsync(BillingTown town)
    {
        var round = town.City.AskAsync<CarryBillRuns, QueueRound>(act => act.RunAsync(default));
        await ((Task)round).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        town.City.Clock.Advance(TimeSpan.FromSeconds(1));
    }
}
