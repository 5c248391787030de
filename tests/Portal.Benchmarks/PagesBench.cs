using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Portal.Core.Billing;
using Portal.Core.Data;
using Portal.Core.Documents;
using Portal.Core.People;
using Portal.Testing;
using Portal.Testing.Database;
using Portal.Web.Pages;

namespace Portal.Benchmarks;

/// <summary>
/// My home and the bill page with one signed-in session at 16 connections, beside pgbench running the very queries of
/// those pages at 16 clients; queries per page; printed bills per second; memory of the web process afterwards.
/// </summary>
internal static partial class PagesBench
{
    private const int Connections = 16;
    private const int Seconds = 10;

    public static async Task RunAsync()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var running = await RunningSite.StartAsync(database, 500);
        // The factory looks for the site beside the solution; it is told where it is.
        Environment.SetEnvironmentVariable(
            "ASPNETCORE_TEST_CONTENTROOT_PORTAL_WEB", running.Settings["DOTNET_CONTENTROOT"]);
        var visitor = await Visitor.SignInAsync(running.Address);
        var home = await visitor.GetAsync("/my");
        var bill = BillAddress().Match(home).Value;
        await using var site = new QuerySite(database, running.Settings);
        await MeasureAsync("home", "/my", 5, database, visitor, site);
        await MeasureAsync("bill", bill, 5, database, visitor, site);
        running.Process.Refresh();
        Figure.Print("web_memory", running.Process.WorkingSet64 / 1048576.0, "MB (under 300)");
        await PrintBillsAsync(site, bill);
    }

    private static async Task MeasureAsync(
        string name, string path, int mostQueries, TestDatabase database, Visitor visitor, QuerySite site)
    {
        var queries = await site.QueriesOfAsync(path, visitor.Cookie);
        Figure.Print($"{name}_queries", queries.Count, $"per page (at most {mostQueries})");
        await WrkAsync(visitor, path, 3);
        var (perSecond, p50, p99) = await WrkAsync(visitor, path, Seconds);
        var limit = await Pgbench.ScriptAsync(
            database.AppConnectionString, string.Join('\n', queries), Connections, Seconds);
        Figure.Print($"{name}_pages", perSecond, "per second");
        Figure.Print($"{name}_p50", p50, "ms");
        Figure.Print($"{name}_p99", p99, "ms");
        Figure.Print($"{name}_pgbench_same_queries", limit, "per second");
        Figure.PrintRatio($"{name}_over_pgbench", perSecond, limit, "0.125");
    }

    private static async Task<(double PerSecond, double P50, double P99)> WrkAsync(
        Visitor visitor, string path, int seconds)
    {
        var output = await Child.RunAsync("wrk",
        [
            "-t1", $"-c{Connections}", $"-d{seconds}s", "--latency", "-H", $"Cookie: {visitor.Cookie}",
            new Uri(visitor.Site, path).AbsoluteUri,
        ]);
        if (output.Contains("Non-2xx", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"Not every answer was a page: {output}");
        }

        return (
            double.Parse(RequestsLine().Match(output).Groups[1].Value, CultureInfo.InvariantCulture),
            Milliseconds(output, "50%"),
            Milliseconds(output, "99%"));
    }

    private static double Milliseconds(string output, string percentile)
    {
        var match = Regex.Match(output, percentile + @"\s+([0-9.]+)(us|ms|s)");
        var factor = match.Groups[2].Value switch { "us" => 0.001, "ms" => 1, _ => 1000 };
        return double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * factor;
    }

    private static async Task PrintBillsAsync(QuerySite site, string billAddress)
    {
        var id = Guid.Parse(billAddress[^36..]);
        await using var scope = site.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        var statement = await BillStatement.ForAsync(db, db.CustomerAccounts, id, default)
            ?? throw new InvalidOperationException("The bill is gone.");
        var pdf = scope.ServiceProvider.GetRequiredService<BillPdf>();
        var times = new List<double>();
        for (var i = 0; i < 220; i++)
        {
            var watch = Stopwatch.GetTimestamp();
            pdf.Make(statement, CultureInfo.GetCultureInfo("en"));
            times.Add(Stopwatch.GetElapsedTime(watch).TotalMilliseconds);
        }

        var warm = times.Skip(20).Order().ToList();
        Figure.Print("bill_pdfs", 1000 / warm.Average(), "per second, one thread");
        Figure.Print("bill_pdf_p50", Figure.Percentile(warm, 0.5), "ms (under 50)");
    }

    [GeneratedRegex("/my/bills/[0-9a-f-]{36}")]
    private static partial Regex BillAddress();

    [GeneratedRegex(@"Requests/sec:\s+([0-9.]+)")]
    private static partial Regex RequestsLine();

    /// <summary>The site inside this process, on the same database, so that its statements can be heard.</summary>
    private sealed class QuerySite(TestDatabase database, IReadOnlyDictionary<string, string?> settings)
        : WebApplicationFactory<IndexModel>
    {
        private readonly QueryLog _log = new();

        public async Task<IReadOnlyList<string>> QueriesOfAsync(string path, string cookie)
        {
            using var browser = CreateClient(new() { AllowAutoRedirect = false, HandleCookies = false });
            browser.BaseAddress = new Uri(settings["Portal__PublicUrl"]!);
            browser.DefaultRequestHeaders.Add("Cookie", cookie);
            await browser.GetAsync(new Uri(path, UriKind.Relative));
            _log.Take();
            using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative));
            answer.EnsureSuccessStatusCode();
            return [.. _log.Take().Where(s => s.StartsWith("SELECT", StringComparison.OrdinalIgnoreCase))];
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            foreach (var (name, value) in settings.Where(s => s.Key.Contains("__", StringComparison.Ordinal)))
            {
                builder.UseSetting(name.Replace("__", ":", StringComparison.Ordinal), value);
            }

            builder.ConfigureTestServices(services => services.AddSingleton(_ =>
                DatabaseSetup.SourceOf(database.AppConnectionString)
                    .UseLoggerFactory(LoggerFactory.Create(l => l.AddProvider(_log).SetMinimumLevel(LogLevel.Trace)))
                    .EnableParameterLogging()
                    .Build()));
        }
    }
}
