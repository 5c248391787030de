using System.Diagnostics;
using Portal.Core.Accounts;
using Portal.Core.Money;
using Portal.Testing;

namespace Portal.Benchmarks;

/// <summary>Payments posted through the C# act by eight writers, beside pgbench's TPC-B at eight clients.</summary>
internal static class PayBench
{
    private const int Writers = 8;
    private const int Seconds = 10;
    private const int Accounts = 400;

    public static async Task RunAsync()
    {
        await using var city = await City.CreateAsync();
        var accounts = new List<CustomerAccount>();
        for (var i = 0; i < Accounts; i++)
        {
            var account = await city.AccountAsync();
            await city.BillAsync(account, new Usd(400_00));
            await city.BillAsync(account, new Usd(400_00));
            accounts.Add(account);
        }

        await PostAsync(city, accounts, TimeSpan.FromSeconds(6));
        var posted = await PostAsync(city, accounts, TimeSpan.FromSeconds(Seconds));
        var limit = await Pgbench.TpcBAsync(city.Database.AdminConnectionString, Writers, Seconds);
        Figure.Print("payments_posted", posted, "per second");
        Figure.Print("pgbench_tpcb", limit, "per second");
        Figure.PrintRatio("payments_over_tpcb", posted, limit, "0.333");
    }

    private static async Task<double> PostAsync(City city, List<CustomerAccount> accounts, TimeSpan span)
    {
        var watch = Stopwatch.StartNew();
        var posted = await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            var count = 0;
            for (var i = writer; watch.Elapsed < span; i += Writers)
            {
                await city.PayAsync(accounts[i % accounts.Count], new Usd(1_00));
                count++;
            }

            return count;
        }));
        return posted.Sum() / watch.Elapsed.TotalSeconds;
    }
}
