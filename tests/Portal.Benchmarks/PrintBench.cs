using System.Diagnostics;
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Billing;
using Portal.Core.Billing.Printing;
using Portal.Core.Common;
using Portal.Core.Documents;
using Portal.Core.Jobs;
using Portal.Testing;

namespace Portal.Benchmarks;

/// <summary>
/// Paper bills into batches by the worker's own code, sorted, drawn, merged and stored; beside it the writer alone, one
/// thread drawing bills that are in memory already.
/// </summary>
internal static class PrintBench
{
    private const int Bills = 3_000;
    private const int Drawn = 200;

    public static async Task RunAsync()
    {
        await using var town = await BillingTown.CreateAsync(Bills, inChunk: 5_000);
        await town.ExecuteAsync("update customer_account set bill_delivery = 'paper'");
        await town.ReadAsync(town.City.Today, Bills);
        await town.BillAsync(town.City.Today);
        await town.SettleAsync();
        await PrintAsync(town.City);
        town.City.Clock.Advance(TimeSpan.FromDays(30));
        await town.ReadAsync(town.City.Today, Bills);
        await town.BillAsync(town.City.Today);
        await town.SettleAsync();

        var writer = await WriterAsync(town.City);
        using var memory = new PeakMemory();
        var watch = Stopwatch.StartNew();
        await PrintAsync(town.City);
        var seconds = watch.Elapsed.TotalSeconds;
        var pages = await town.CountAsync(
            "select sum(pages) from print_batch b join print_run r on r.id = b.print_run_id "
            + "where r.id = (select id from print_run order by started_at desc limit 1)");
        Figure.Print("print_bills", Bills / seconds, "per second");
        Figure.Print("print_pages", pages / seconds, "per second (at least 150)");
        Figure.Print("print_writer_pages", writer, "per second, one thread");
        Figure.Print("print_pages_over_writer", pages / seconds / writer, "ratio");
        Figure.Print("print_file", await town.CountAsync(
            "select sum(file_bytes) / sum(pages) from print_batch") / 1024.0, "KB a page");
        Figure.Print("print_peak_memory", memory.Stop(), "MB (at most 500)");
    }

    private static async Task PrintAsync(City city)
    {
        City.Done(await city.AskAsync<StartPrintRun, Outcome<PrintRun>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), null, BillingTown.Preparer), default)));
        while ((await city.AskAsync<CarryPrintRuns, QueueRound>(act => act.RunAsync(default))).Done > 0)
        {
            // One round after another, as the worker's loop.
        }
    }

    /// <returns>Pages a second.</returns>
    private static async Task<double> WriterAsync(City city)
    {
        var pdf = city.Services.GetRequiredService<BillPdf>();
        var statements = await city.ReadAsync(async db =>
        {
            var found = new List<BillStatement>();
            foreach (var id in await db.Bills.OrderByDescending(b => b.Number).Select(b => b.Id).Take(Drawn)
                .ToListAsync())
            {
                found.Add((await BillStatement.ForAsync(db, db.CustomerAccounts, id, default))!);
            }

            return found;
        });
        var watch = Stopwatch.StartNew();
        var pages = statements.Sum(s => PagesOf(pdf.Make(s, CultureInfo.GetCultureInfo($"{s.Language}-US"))));
        return pages / watch.Elapsed.TotalSeconds;
    }

    private static int PagesOf(byte[] file) =>
        System.Text.Encoding.Latin1.GetString(file).Split("/Type/Page/").Length - 1;
}
