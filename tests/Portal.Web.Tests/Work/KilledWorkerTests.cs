using System.Diagnostics;
using Npgsql;
using Portal.Core.Billing.Runs;
using Portal.Testing;

namespace Portal.Web.Tests.Work;

/// <summary>
/// The worker itself, a process of its own, killed with no chance to say goodbye, or left without its database
/// connections in the middle of a statement: twenty times in one run, at moments drawn from a seed.
/// </summary>
public sealed class KilledWorkerTests
{
    private const int Accounts = 2_000;
    private const int InChunk = 10;
    private const int Deaths = 20;

    [Fact]
    public async Task Killed_twenty_times_in_a_run_the_next_worker_ends_it_and_nobody_is_billed_twice()
    {
        await using var town = await BillingTown.CreateAsync(Accounts, InChunk, clockOfTheMachine: true);
        await town.ReadAsync(town.City.Today, Accounts);
        var run = await town.StartAsync(await town.PeriodAsync(town.City.Today));
        var chance = new Random(20261122);

        await DieAsync(town, run.Id, chance, Deaths / 2, r => r.State != BillRunState.Previewing);
        City.Done(await town.ReleaseAsync(run.Id));
        await DieAsync(town, run.Id, chance, Deaths / 2, r => r.State == BillRunState.Issued);

        Assert.Equal(Accounts, await town.CountAsync("select count(*) from bill"));
        Assert.Equal(Accounts, await town.CountAsync("select count(distinct customer_account_id) from bill"));
        Assert.Equal(Accounts, await town.CountAsync("select max(number) from bill"));
        Assert.Equal(Accounts, await town.CountAsync("select count(*) from bill_run_item where state = 'issued'"));
        Assert.Equal(0, await town.CountAsync("select count(*) from bill_run where stop_reason is not null"));
        await town.City.AssertBooksAsync();
    }

    /// <summary>
    /// Lets a worker come a little further and ends it, every third time, or else its connections; the last worker ends
    /// the stage.
    /// </summary>
    private static async Task DieAsync(
        BillingTown town, Guid run, Random chance, int deaths, Func<BillRun, bool> ended)
    {
        var worker = Start(town);
        try
        {
            for (var death = 0; death < deaths; death++)
            {
                var target = (await town.RunAsync(run)).Done + (chance.Next(1, 6) * InChunk);
                await UntilAsync(town, run, worker, r => r.Done >= target);
                if (chance.Next(3) == 0)
                {
                    await KillAsync(worker);
                    worker = Start(town);
                }
                else
                {
                    await EndConnectionsAsync(town);
                }
            }

            await UntilAsync(town, run, worker, ended);
        }
        finally
        {
            await KillAsync(worker);
        }
    }

    private static async Task UntilAsync(BillingTown town, Guid run, Process worker, Func<BillRun, bool> farEnough)
    {
        while (!farEnough(await town.RunAsync(run)))
        {
            Assert.False(worker.HasExited, "The worker ended by itself.");
        }
    }

    /// <summary>As a crash of the database does: whatever its sessions were doing is undone.</summary>
    private static async Task EndConnectionsAsync(BillingTown town)
    {
        await using var admin = NpgsqlDataSource.Create(town.City.Database.AdminConnectionString);
        await using var command = admin.CreateCommand("""
            select count(pg_terminate_backend(pid)) from pg_stat_activity
            where datname = current_database() and application_name = 'worker to kill'
            """);
        Assert.NotEqual(0L, await command.ExecuteScalarAsync());
    }

    private static async Task KillAsync(Process worker)
    {
        worker.Kill(entireProcessTree: true);
        await worker.WaitForExitAsync();
        worker.Dispose();
    }

    private static Process Start(BillingTown town)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "Portal.Web.dll"), "--work"])
        {
            WorkingDirectory = Repository.Root,
        };
        foreach (var (name, value) in town.City.Settings)
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        start.Environment["ConnectionStrings__Portal"] =
            $"{town.City.Database.AppConnectionString};Application Name=worker to kill";
        start.Environment["DOTNET_ENVIRONMENT"] = "Testing";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Testing";
        start.Environment["DOTNET_CONTENTROOT"] = Repository.Path("src/Portal.Web");
        start.Environment["Logging__LogLevel__Default"] = "None";
        return Process.Start(start)!;
    }
}
