using System.Diagnostics;
using Portal.Core.Billing.Runs;
using Portal.Testing;

namespace Portal.Web.Tests.Work;

/// <summary>The worker itself, a process of its own, killed with no chance to say goodbye.</summary>
public sealed class KilledWorkerTests
{
    private const int Accounts = 1_000;
    private const int InChunk = 10;

    [Fact]
    public async Task Killed_in_the_middle_of_a_run_the_next_worker_ends_it_and_nobody_is_billed_twice()
    {
        await using var town = await BillingTown.CreateAsync(Accounts, InChunk, clockOfTheMachine: true);
        await town.ReadAsync(town.City.Today, Accounts);
        var run = await town.StartAsync(await town.PeriodAsync(town.City.Today));

        await KillWhenAsync(town, run.Id, r => r.Done >= InChunk * 20);
        await KillWhenAsync(town, run.Id, r => r.State == BillRunState.Previewed);
        City.Done(await town.ReleaseAsync(run.Id));
        await KillWhenAsync(town, run.Id, r => r.Done >= InChunk * 10);
        await KillWhenAsync(town, run.Id, r => r.Done >= InChunk * 40);
        await KillWhenAsync(town, run.Id, r => r.State == BillRunState.Issued);

        Assert.Equal(Accounts, await town.CountAsync("select count(*) from bill"));
        Assert.Equal(Accounts, await town.CountAsync("select count(distinct customer_account_id) from bill"));
        Assert.Equal(Accounts, await town.CountAsync("select max(number) from bill"));
    }

    /// <summary>Starts a worker, waits until the run has come so far, and kills it.</summary>
    private static async Task KillWhenAsync(BillingTown town, Guid run, Func<BillRun, bool> farEnough)
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

        start.Environment["ConnectionStrings__Portal"] = town.City.Database.AppConnectionString;
        start.Environment["DOTNET_ENVIRONMENT"] = "Testing";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Testing";
        start.Environment["DOTNET_CONTENTROOT"] = Repository.Path("src/Portal.Web");
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        using var worker = Process.Start(start)!;
        try
        {
            while (!farEnough(await town.RunAsync(run)))
            {
                Assert.False(worker.HasExited, "The worker ended by itself.");
            }
        }
        finally
        {
            worker.Kill(entireProcessTree: true);
            await worker.WaitForExitAsync();
        }
    }
}
