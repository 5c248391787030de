using Portal.Core.Billing.Runs;
using Portal.Testing;
using Portal.Testing.Database;

namespace Portal.Web.Tests.Work;

/// <summary>
/// A bill run while web, worker and database, processes of their own, are killed with no chance to say goodbye: twenty
/// times in one run, at moments drawn from a seed, each of the three in its turn.
/// </summary>
public sealed class KilledTests
{
    private const int Accounts = 2_000;
    private const int InChunk = 10;
    private const int Deaths = 20;

    [Fact]
    public async Task Web_worker_and_database_killed_twenty_times_the_run_ends_and_nobody_is_billed_twice()
    {
        await using var server = await ThrowawayCluster.StartAsync();
        await using var town = await BillingTown.CreateAsync(Accounts, InChunk, server);
        await town.ReadAsync(town.City.Today, Accounts);
        var run = await town.StartAsync(await town.PeriodAsync(town.City.Today));
        await using var web = new KilledProcess(town.City);
        await using var worker = new KilledProcess(town.City, "--work");
        var chance = new Random(20261123);

        await DieAsync(Deaths / 2, r => r.State != BillRunState.Previewing);
        City.Done(await town.ReleaseAsync(run.Id));
        await DieAsync(Deaths / 2, r => r.State == BillRunState.Issued);

        Assert.Equal(Accounts, await town.CountAsync("select count(*) from bill"));
        Assert.Equal(Accounts, await town.CountAsync("select count(distinct customer_account_id) from bill"));
        Assert.Equal(Accounts, await town.CountAsync("select max(number) from bill"));
        Assert.Equal(Accounts, await town.CountAsync("select count(*) from bill_run_item where state = 'issued'"));
        Assert.Equal(0, await town.CountAsync("select count(*) from bill_run where stop_reason is not null"));
        Assert.True(await web.IsReadyAsync());
        await town.City.AssertBooksAsync();

        // Lets the run come a little further each time, kills the next of the three and starts it again.
        async Task DieAsync(int deaths, Func<BillRun, bool> ended)
        {
            for (var death = 0; death < deaths; death++)
            {
                var target = (await town.RunAsync(run.Id)).Done + (chance.Next(1, 6) * InChunk);
                await UntilAsync(r => r.Done >= target);
                switch (death % 3)
                {
                    case 0:
                        await server.KillAsync();
                        town.City.ForgetConnections();
                        break;
                    case 1:
                        await worker.KillAsync();
                        break;
                    default:
                        await web.KillAsync();
                        break;
                }
            }

            await UntilAsync(ended);
        }

        async Task UntilAsync(Func<BillRun, bool> farEnough)
        {
            while (!farEnough(await town.RunAsync(run.Id)))
            {
                Assert.False(worker.HasEnded, worker.LastWords);
                Assert.False(web.HasEnded, web.LastWords);
            }
        }
    }
}
