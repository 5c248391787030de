using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Billing;
using Portal.Core.Billing.Printing;
using Portal.Core.Common;
using Portal.Core.Jobs;
using Portal.Core.Money;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Core.Tests.Billing.Printing;

/// <summary>A city that prints bills, and the acts of its print desk.</summary>
internal static class PrintingCity
{
    internal static readonly Actor Terry = new("staff:00000000-0000-0000-0000-00000000000a");

    internal static async Task<City> CreateAsync(int billsInBatch = 500, int pagesInBatch = 2_000)
    {
        var city = new City();
        city.Settings["Printing:BillsInBatch"] = $"{billsInBatch}";
        city.Settings["Printing:PagesInBatch"] = $"{pagesInBatch}";
        await city.InitializeAsync();
        return city;
    }

    /// <summary>Customers without an e-mail address, each with a bill.</summary>
    internal static async Task<List<Bill>> PaperBillsAsync(this City city, int count)
    {
        var bills = new List<Bill>();
        for (var i = 0; i < count; i++)
        {
            bills.Add(await city.BillAsync(await city.AccountAsync($"Customer {i}"), new Usd(60_00 + i)));
        }

        return bills;
    }

    /// <summary>What a line keeps of how it came about cannot be read any more.</summary>
    internal static async Task SpoilAsync(this City city, Guid bill)
    {
        await using var connection = new NpgsqlConnection(city.Database.OwnerConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($$"""
            alter table bill_line disable trigger tr_bill_line_append_only;
            update bill_line set explanation = '{"label": 7}' where bill_id = '{{bill}}';
            alter table bill_line enable trigger tr_bill_line_append_only;
            """, connection);
        await command.ExecuteNonQueryAsync();
    }

    internal static Task<Outcome<PrintRun>> TryStartAsync(this City city, Guid? id = null, Guid? billRun = null) =>
        city.AskAsync<StartPrintRun, Outcome<PrintRun>>(
            act => act.RunAsync(new(id ?? Guid.CreateVersion7(), billRun, Terry), default));

    internal static async Task<PrintRun> StartAsync(this City city) => City.Done(await city.TryStartAsync());

    /// <summary>Lets the worker go on until it finds nothing to do.</summary>
    internal static async Task WorkAsync(this City city)
    {
        while ((await city.AskAsync<CarryPrintRuns, QueueRound>(act => act.RunAsync(default))).Done > 0)
        {
            // One round after another, as the worker's loop.
        }
    }

    internal static async Task<List<PrintBatch>> PrintAllAsync(this City city)
    {
        await city.StartAsync();
        await city.WorkAsync();
        return await city.BatchesAsync();
    }

    internal static Task<List<PrintBatch>> BatchesAsync(this City city) =>
        city.ReadAsync(db => db.Set<PrintBatch>().AsNoTracking().OrderBy(b => b.Number).ToListAsync());

    internal static Task<List<PrintBatchBill>> LinesAsync(this City city, Guid? batch = null) =>
        city.ReadAsync(db => db.Set<PrintBatchBill>().AsNoTracking()
            .Where(l => batch == null || l.BatchId == batch).OrderBy(l => l.BatchId).ThenBy(l => l.No).ToListAsync());

    internal static Task<PrintRun> RunAsync(this City city, Guid id) =>
        city.ReadAsync(db => db.Set<PrintRun>().AsNoTracking().SingleAsync(r => r.Id == id));

    internal static async Task<byte[]> FileAsync(this City city, Guid batch)
    {
        using var file = new MemoryStream();
        await city.AskAsync<ReadBatch, bool>(async read =>
        {
            await read.FileAsync(batch, file, default);
            return true;
        });
        return file.ToArray();
    }

    internal static async Task<string[]> ManifestAsync(this City city, PrintBatch batch)
    {
        await using var text = new StringWriter();
        await city.AskAsync<ReadBatch, bool>(async read =>
        {
            await read.ManifestAsync(batch, text, default);
            return true;
        });
        return text.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
    }

    internal static async Task<PrintBatch> DownloadAsync(this City city, Guid batch) =>
        City.Done(await city.AskAsync<DownloadBatch, Outcome<PrintBatch>>(
            act => act.RunAsync(new(batch, BatchPart.File, Terry), default)));

    internal static Task<Outcome<PrintBatch>> MailAsync(
        this City city, Guid batch, int pulledSeen = 0, DateOnly? on = null, bool noDay = false) =>
        city.AskAsync<MarkBatchMailed, Outcome<PrintBatch>>(
            act => act.RunAsync(new(batch, noDay ? null : on ?? city.Today, pulledSeen, Terry), default));

    internal static Task<Outcome<PrintRun>> ReprintAsync(
        this City city, Guid batch, string? why = "The printer jammed", Guid? id = null) =>
        city.AskAsync<ReprintBatch, Outcome<PrintRun>>(
            act => act.RunAsync(new(id ?? Guid.CreateVersion7(), batch, why, Terry), default));

    internal static Task<Outcome<PrintBatchBill>> ReprintBillAsync(
        this City city, Guid batch, int no, string? why = "Came back") =>
        city.AskAsync<ReprintBill, Outcome<PrintBatchBill>>(
            act => act.RunAsync(new(batch, no, why, Terry), default));

    internal static string RefusalOf<T>(Outcome<T> outcome) => ((Outcome<T>.Refused)outcome).Refusal.Key;
}
