using Portal.Core.Billing.Printing;
using Portal.Testing;

namespace Portal.Core.Tests.Billing.Printing;

/// <summary>A print run dies at many moments and prints every bill once all the same.</summary>
public sealed class KilledPrintRunTests
{
    private const int Bills = 24;
    private const int Lives = 8;

    [Fact]
    public async Task Dying_again_and_again_it_ends_with_every_bill_in_one_batch()
    {
        await using var city = await PrintingCity.CreateAsync(billsInBatch: 2);
        await city.PaperBillsAsync(Bills);
        var run = await city.StartAsync();

        var deaths = 0;
        for (var life = 0; life < Lives; life++)
        {
            deaths += await DiesAsync(city, after: life % 2, atCommit: life % 3 != 2) ? 1 : 0;

            // A process that is gone gives nothing back: the lease has to run out.
            city.Clock.Advance(TimeSpan.FromMinutes(5));
        }

        await city.WorkAsync();

        Assert.InRange(deaths, 2, Lives);
        Assert.Equal(PrintRunState.Printed, (await city.RunAsync(run.Id)).State);
        var lines = await city.LinesAsync();
        Assert.Equal((Bills, Bills), (lines.Count, lines.DistinctBy(l => l.BillId).Count()));
        Assert.Equal(Bills, (await city.BatchesAsync()).Sum(b => b.Bills));
        foreach (var batch in await city.BatchesAsync())
        {
            Assert.Equal(batch.FileBytes, (await city.FileAsync(batch.Id)).Length);
        }
    }

    /// <summary>
    /// Lets the worker make some batches, then ends it: in the moment of a commit, or all the database's connections
    /// under it, which it may also outlive.
    /// </summary>
    private static async Task<bool> DiesAsync(City city, int after, bool atCommit)
    {
        var target = (await city.BatchesAsync()).Count + after;
        var commit = DyingCommits.Switch();
        commit.Value = atCommit && after == 0;
        var working = city.WorkAsync();
        while (!working.IsCompleted && (await city.BatchesAsync()).Count < target)
        {
            // Asked again until so many are made.
        }

        if (atCommit)
        {
            commit.Value = true;
        }
        else
        {
            await city.KillConnectionsAsync();
        }

        await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        commit.Value = false;
        return working.IsFaulted;
    }
}
