using System.Diagnostics;
using System.Globalization;
using Portal.Core.Billing.Runs;
using Portal.Testing;

namespace Portal.Benchmarks;

/// <summary>
/// A month of bills: meter reads to issued bills with ledger and open items, previewed, released and issued by the
/// worker's own code; beside it PostgreSQL copying the very same rows into the same tables of a copy of the database
/// as it was before.
/// </summary>
internal static class BillingBench
{
    private const int Measured = 100_000;

    public static async Task RunAsync()
    {
        var sizes = (Environment.GetEnvironmentVariable("PORTAL_BENCH_ACCOUNTS") ?? $"{Measured}")
            .Split(',').Select(s => int.Parse(s, CultureInfo.InvariantCulture)).ToList();
        var costs = new Dictionary<int, (double Wall, double Processor)>();
        foreach (var accounts in sizes)
        {
            costs.Add(accounts, await MonthAsync(accounts, withCopy: accounts == Measured));
        }

        await PrintBench.RunAsync();
        if (sizes.Count > 1)
        {
            var (most, least) = (costs[sizes.Max()], costs[sizes.Min()]);
            var name = $"{sizes.Max() / 1000}k_over_{sizes.Min() / 1000}k";
            Figure.Print($"bill_cost_{name}", most.Wall / least.Wall, "ratio (at most 1.3)");
            Figure.Print($"bill_processor_{name}", most.Processor / least.Processor, "ratio (at most 1.3)");
        }
    }

    /// <returns>Microseconds a bill, preview and issue together: by the clock, and of the processors.</returns>
    private static async Task<(double Wall, double Processor)> MonthAsync(int accounts, bool withCopy)
    {
        await using var town = await BillingTown.CreateAsync(accounts, inChunk: 5_000);
        await town.ReadAsync(town.City.Today, accounts);
        await town.BillAsync(town.City.Today);
        town.City.Clock.Advance(TimeSpan.FromDays(30));
        await town.ReadAsync(town.City.Today, accounts);
        var run = await town.StartAsync(await town.PeriodAsync(town.City.Today));
        await town.SettleAsync();
        await using var before = withCopy ? await SameRows.CloneAsync(town.City) : null;

        using var memory = new PeakMemory();
        var processor = await ProcessorTime.StartAsync(town.City.Database.AdminConnectionString);
        var watch = Stopwatch.StartNew();
        await town.WorkAsync();
        var previewed = watch.Elapsed;
        City.Done(await town.ReleaseAsync(run.Id));
        await town.WorkAsync();
        var whole = watch.Elapsed;
        var peak = memory.Stop();
        var (portal, database) = processor.Since();
        if ((await town.RunAsync(run.Id)).State != BillRunState.Issued)
        {
            throw new InvalidOperationException("The run was not issued to its end.");
        }

        Figure.Print($"billing_{accounts}_preview", previewed.TotalSeconds, "seconds");
        Figure.Print($"billing_{accounts}_issue", (whole - previewed).TotalSeconds, "seconds");
        Figure.Print($"billing_{accounts}_bills", accounts / whole.TotalSeconds, "per second");
        Figure.Print($"billing_{accounts}_cost", whole.TotalMicroseconds / accounts, "microseconds a bill");
        Figure.Print(
            $"billing_{accounts}_portal_processor", portal.TotalMicroseconds / accounts, "microseconds a bill");
        Figure.Print(
            $"billing_{accounts}_database_processor", database.TotalMicroseconds / accounts, "microseconds a bill");
        Figure.Print($"billing_{accounts}_peak_memory", peak, "MB (at most 500)");
        if (before is not null)
        {
            var copied = await before.CopyAsync(run.Id);
            Figure.Print($"billing_{accounts}_copy_rows", copied.Rows, "rows");
            Figure.Print($"billing_{accounts}_copy", copied.Seconds, "seconds");
            Figure.Print("billing_over_copy", whole.TotalSeconds / copied.Seconds, "ratio (at most 4)");
        }

        return (whole.TotalMicroseconds / accounts, (portal + database).TotalMicroseconds / accounts);
    }
}
