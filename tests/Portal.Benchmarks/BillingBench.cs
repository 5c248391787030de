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
        var sizes = (Environment.GetEnvironmentVariable("PORTAL_BENCH_ACCOUNTS") ?? "10000,100000,250000")
            .Split(',').Select(s => int.Parse(s, CultureInfo.InvariantCulture)).ToList();
        var costs = new Dictionary<int, double>();
        foreach (var accounts in sizes)
        {
            costs.Add(accounts, await MonthAsync(accounts, withCopy: accounts == Measured || sizes.Count == 1));
        }

        if (sizes.Count > 1)
        {
            Figure.Print(
                "cost_per_bill_largest_over_smallest", costs[sizes.Max()] / costs[sizes.Min()], "ratio (at most 1.3)");
        }
    }

    /// <returns>Microseconds a bill, preview and issue together.</returns>
    private static async Task<double> MonthAsync(int accounts, bool withCopy)
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
        var watch = Stopwatch.StartNew();
        await town.WorkAsync();
        var previewed = watch.Elapsed;
        City.Done(await town.ReleaseAsync(run.Id));
        await town.WorkAsync();
        var whole = watch.Elapsed;
        var peak = memory.Stop();
        if ((await town.RunAsync(run.Id)).State != BillRunState.Issued)
        {
            throw new InvalidOperationException("The run was not issued to its end.");
        }

        Figure.Print($"billing_{accounts}_preview", previewed.TotalSeconds, "seconds");
        Figure.Print($"billing_{accounts}_issue", (whole - previewed).TotalSeconds, "seconds");
        Figure.Print($"billing_{accounts}_bills", accounts / whole.TotalSeconds, "per second");
        Figure.Print($"billing_{accounts}_cost", whole.TotalMicroseconds / accounts, "microseconds a bill");
        Figure.Print($"billing_{accounts}_peak_memory", peak, "MB (at most 500)");
        if (before is not null)
        {
            var copied = await before.CopyAsync(run.Id);
            Figure.Print($"billing_{accounts}_copy_rows", copied.Rows, "rows");
            Figure.Print($"billing_{accounts}_copy", copied.Seconds, "seconds");
            Figure.Print("billing_over_copy", whole.TotalSeconds / copied.Seconds, "ratio (at most 4)");
        }

        return whole.TotalMicroseconds / accounts;
    }

    /// <summary>The most memory that this process held, asked for ten times a second.</summary>
    private sealed class PeakMemory : IDisposable
    {
        private readonly Timer _timer;
        private long _most;

        public PeakMemory()
        {
            GC.Collect();
            _timer = new(_ => Look(), null, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
        }

        public double Stop()
        {
            Dispose();
            Look();
            return _most / 1024.0 / 1024.0;
        }

        public void Dispose() => _timer.Dispose();

        private void Look() => _most = Math.Max(_most, Environment.WorkingSet);
    }
}
