using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Billing;
using Portal.Core.Billing.Printing;
using Portal.Core.Common;
using Portal.Core.Documents;
using Portal.Core.Tests.Documents;
using Portal.Testing;
using static Portal.Core.Tests.Billing.Printing.PrintingCity;

namespace Portal.Core.Tests.Billing.Printing;

/// <summary>Paper bills from the queue into batches.</summary>
public sealed class PrintRunTests
{
    [Fact]
    public async Task What_waits_goes_into_batches_in_postal_order_once()
    {
        await using var city = await PrintingCity.CreateAsync(billsInBatch: 4);
        await city.PaperBillsAsync(10);

        var run = await city.StartAsync();
        await city.WorkAsync();

        Assert.Equal(PrintRunState.Printed, (await city.RunAsync(run.Id)).State);
        var batches = await city.BatchesAsync();
        Assert.Equal([4, 4, 2], batches.Select(b => b.Bills));
        var streets = new List<string>();
        foreach (var batch in batches)
        {
            var lines = await city.LinesAsync(batch.Id);
            streets.AddRange(lines.Select(l => l.Address[0]));
            Assert.Equal(Enumerable.Range(1, batch.Bills), lines.Select(l => l.No));
            Assert.Equal([1, .. lines.SkipLast(1).Select(l => l.LastPage + 1)], lines.Select(l => l.FirstPage));
            Assert.Equal(batch.Pages, lines[^1].LastPage);
            Assert.Equal(batch.Total, new(lines.Sum(l => l.Due.Cents)));
        }

        Assert.Equal(Enumerable.Range(1401, 10).Select(n => $"{n} Alder St"), streets);
        Assert.Equal("Print_NothingWaits", RefusalOf(await city.TryStartAsync()));
    }

    [Fact]
    public async Task Each_bill_in_the_file_is_byte_for_byte_its_own_PDF()
    {
        await using var city = await PrintingCity.CreateAsync();
        await city.PaperBillsAsync(3);

        var batch = Assert.Single(await city.PrintAllAsync());

        var file = await city.FileAsync(batch.Id);
        var merged = Encoding.Latin1.GetString(file);
        Assert.Equal(batch.FileBytes, file.Length);
        foreach (var line in await city.LinesAsync(batch.Id))
        {
            var own = await OwnPdfAsync(city, line.BillId);
            Assert.Equal(Convert.ToHexString(SHA256.HashData(own)), Convert.ToHexString(line.Sha256));
            Assert.All(StreamsOf(own), stream => Assert.Contains(stream, merged, StringComparison.Ordinal));
        }
    }

    [PdfFact]
    public async Task The_file_is_tagged_and_read_by_other_peoples_tools()
    {
        await using var city = await PrintingCity.CreateAsync();
        await city.PaperBillsAsync(3);

        var batch = Assert.Single(await city.PrintAllAsync());

        var file = await city.FileAsync(batch.Id);
        var info = PdfReader.Info(file);
        Assert.Matches($@"Pages:\s+{batch.Pages}\n", info);
        Assert.Matches(@"Tagged:\s+yes", info);
        Assert.Contains("bills to be mailed", info, StringComparison.Ordinal);
        var text = PdfReader.Text(file);
        Assert.All(Enumerable.Range(0, 3), i => Assert.Contains($"Customer {i}", text, StringComparison.Ordinal));
        Assert.Equal(3, PdfReader.Structure(file).Split("Part").Length - 1);
        Assert.All(PdfReader.Fonts(file), font => Assert.Matches(@"yes\s+yes\s+yes\s+\d+\s+0\s*$", font));
    }

    [Fact]
    public async Task Mail_abroad_and_without_a_whole_address_is_a_batch_of_its_own()
    {
        await using var city = await PrintingCity.CreateAsync();
        await city.PaperBillsAsync(4);
        await city.ReadAsync(db => db.Database.ExecuteSqlAsync($"""
            update customer set mailing_postal_code = 'WA' where name = 'Customer 1';
            update customer set mailing_country = 'CA' where name = 'Customer 2';
            """));

        var batches = await city.PrintAllAsync();

        Assert.Equal(
            ["Abroad: Customer 2", "Domestic: Customer 0, Customer 3", "Incomplete: Customer 1"],
            from batch in batches
            orderby batch.Post.ToString()
            select $"{batch.Post}: "
                + string.Join(", ", city.LinesAsync(batch.Id).GetAwaiter().GetResult().Select(l => l.Addressee)));
        var abroad = await city.LinesAsync(batches.Single(b => b.Post == Post.Abroad).Id);
        Assert.Equal("CANADA", abroad[0].Address[^1]);
    }

    [Fact]
    public async Task A_bill_that_cannot_be_drawn_is_named_and_waits_again_and_the_others_are_printed()
    {
        await using var city = await PrintingCity.CreateAsync(billsInBatch: 4);
        var bills = await city.PaperBillsAsync(6);
        await city.SpoilAsync(bills[2].Id);

        var run = await city.StartAsync();
        await city.WorkAsync();

        Assert.Equal(PrintRunState.Printed, (await city.RunAsync(run.Id)).State);
        Assert.Equal(
            bills.Where(b => b.Id != bills[2].Id).Select(b => b.Id).Order(),
            (await city.LinesAsync()).Select(l => l.BillId).Order());
        var fault = Assert.Single(await city.ReadAsync(db => PrintFault.OfAsync(db, run.Id, default)));
        Assert.Equal((bills[2].Id, bills[2].Number), (fault.Fault.BillId, fault.BillNumber));
        Assert.Equal(1, await city.ReadAsync(db => db.OfficeTasks.CountAsync(t => t.Kind == "print_fault")));
        Assert.Equal(1, City.Done(await city.TryStartAsync()).Bills);
    }

    [Fact]
    public async Task A_batch_has_no_more_pages_than_the_printer_takes()
    {
        await using var city = await PrintingCity.CreateAsync(pagesInBatch: 2);
        await city.PaperBillsAsync(5);

        var batches = await city.PrintAllAsync();

        Assert.All(batches, batch => Assert.InRange(batch.Pages, 1, 2));
        Assert.Equal(5, batches.Sum(b => b.Bills));
    }

    [Fact]
    public async Task Eight_starts_of_one_form_are_one_run_and_of_eight_forms_too()
    {
        await using var city = await PrintingCity.CreateAsync();
        await city.PaperBillsAsync(3);
        var id = Guid.CreateVersion7();

        var same = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => city.TryStartAsync(id)));
        await city.PaperBillsAsync(3);
        var other = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => city.TryStartAsync()));

        Assert.All(same, answer => Assert.Equal((id, 3), (City.Done(answer).Id, City.Done(answer).Bills)));
        Assert.Equal(3, City.Done(Assert.Single(other, answer => answer is Outcome<PrintRun>.Done)).Bills);
        await Task.WhenAll(city.WorkAsync(), city.WorkAsync(), city.WorkAsync());
        Assert.Equal(6, (await city.LinesAsync()).Count);
    }

    [Fact]
    public async Task Stopped_it_makes_nothing_more_until_it_is_resumed()
    {
        await using var city = await PrintingCity.CreateAsync(billsInBatch: 2);
        await city.PaperBillsAsync(4);
        var run = await city.StartAsync();

        City.Done(await StopAsync(city, run.Id, resume: false));
        City.Done(await StopAsync(city, run.Id, resume: false));
        await city.WorkAsync();
        Assert.Empty(await city.BatchesAsync());
        City.Done(await StopAsync(city, run.Id, resume: true));
        await city.WorkAsync();

        Assert.Equal(2, (await city.BatchesAsync()).Count);
        Assert.Equal("Print_RunEnded", RefusalOf(await StopAsync(city, run.Id, resume: false)));
        Assert.Equal("Print_RunNotFound", RefusalOf(await StopAsync(city, Guid.NewGuid(), resume: true)));
    }

    private static Task<Outcome<PrintRun>> StopAsync(City city, Guid run, bool resume) =>
        city.AskAsync<StopPrintRun, Outcome<PrintRun>>(act => act.RunAsync(new(run, resume, Terry), default));

    private static async Task<byte[]> OwnPdfAsync(City city, Guid bill)
    {
        var statement = await city.ReadAsync(db => BillStatement.ForAsync(db, db.CustomerAccounts, bill, default));
        return city.Services.GetRequiredService<BillPdf>()
            .Make(statement!, CultureInfo.GetCultureInfo($"{statement!.Language}-US"));
    }

    /// <summary>Pages, fonts and character maps as they stand in a file; not what the file says of itself.</summary>
    private static List<string> StreamsOf(byte[] pdf)
    {
        var parts = Encoding.Latin1.GetString(pdf).Split("\nstream\n");
        var streams = parts.Skip(1).Select(part => part[..part.IndexOf("\nendstream", StringComparison.Ordinal)])
            .Where(stream => !stream.StartsWith("<?xpacket", StringComparison.Ordinal)).ToList();
        Assert.InRange(streams.Count, 3, 50);
        return streams;
    }
}
