using Portal.Core.Billing.Runs;
using Portal.Testing;

namespace Portal.Core.Tests.Billing.Runs;

/// <summary>A run dies twenty times, at moments drawn from a seed, and bills everyone once all the same.</summary>
public sealed class KilledRunTests
{
    private const int Accounts = 1_000;
    private const int InChunk = 10;
    private const int Deaths = 20;

    [Fact]
    public async Task Dying_at_twenty_moments_it_ends_with_every_bill_once_and_no_number_missing()
    {
        await using var town = await BillingTown.CreateAsync(Accounts, InChunk);
        await town.ReadAsync(town.City.Today, Accounts);
        var run = await town.StartAsync(await town.PeriodAsync(town.City.Today));
        var chance = new Random(20261122);

        var deaths = await DieAsync(town, run.Id, chance, Deaths / 2);
        await CarryToItsEndAsync(town);
        City.Done(await town.ReleaseAsync(run.Id));
        deaths += await DieAsync(town, run.Id, chance, Deaths - deaths);
        await CarryToItsEndAsync(town);

        Assert.Equal(Deaths, deaths);
        Assert.Equal(BillRunState.Issued, (await town.RunAsync(run.Id)).State);
        Assert.Equal(Accounts, (await town.RunAsync(run.Id)).Done);
        await AssertOnceAsync(town);
    }

    /// <summary>
    /// Lets the worker run until some more accounts are done, then ends it: every other time in the moment of a commit,
    /// else by ending all the database's connections under it.
    /// </summary>
    private static async Task<int> DieAsync(BillingTown town, Guid run, Random chance, int times)
    {
        var deaths = 0;
        while (deaths < times)
        {
            var before = (await town.RunAsync(run)).Done;
            var target = before + (chance.Next(3) * InChunk);
            var atCommit = chance.Next(2) == 0;
            var commit = DyingCommits.Switch();
            commit.Value = atCommit && target == before;
            var working = town.WorkAsync();
            while (!working.IsCompleted && (await town.RunAsync(run)).Done < target)
            {
                // Asked again until so much is done.
            }

            if (atCommit)
            {
                commit.Value = true;
            }
            else
            {
                await town.City.KillConnectionsAsync();
            }

            await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            commit.Value = false;
            Assert.True(working.IsFaulted, "The run ended before it could be killed.");
            deaths++;

            // A process that is gone gives nothing back: the lease has to run out.
            town.City.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        return deaths;
    }

    private static async Task CarryToItsEndAsync(BillingTown town)
    {
        town.City.Clock.Advance(TimeSpan.FromMinutes(1));
        await town.WorkAsync();
    }

    private static async Task AssertOnceAsync(BillingTown town)
    {
        Assert.Equal(Accounts, await town.CountAsync("select count(*) from bill"));
        Assert.Equal(Accounts, await town.CountAsync("select count(distinct customer_account_id) from bill"));
        Assert.Equal(Accounts, await town.CountAsync("select max(number) from bill"));
        Assert.Equal(Accounts, await town.CountAsync("select count(*) from bill_run_item where state = 'issued'"));
        Assert.Equal(
            await town.CountAsync("select count(*) from customer where email is not null"),
            await town.CountAsync("select count(*) from outbox_mail"));
        await town.City.AssertBooksAsync();
    }
}
