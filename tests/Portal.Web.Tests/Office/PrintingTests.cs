using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Printing;
using Portal.Core.Billing.Rating;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Web.Tests.Office;

/// <summary>The print desk: paper bills are printed, downloaded, mailed and printed again.</summary>
public sealed class PrintingTests(SignInSite site) : IClassFixture<SignInSite>
{
    private const string Terry = "terry.technician@example.gov";

    private static readonly string Explained = new LineExplanation
    {
        Kind = "flat", Label = new("Carts", "Contenedores"), Quantity = 1, Unit = "month", ScheduleId = "refuse",
        ScheduleVersion = 1, FromOn = new(2026, 10, 16), ToOn = new(2026, 11, 16),
    }.ToJson();

    [Fact]
    public async Task A_technician_prints_downloads_mails_and_prints_again()
    {
        var (account, other) = (await PaperBillAsync(), await PaperBillAsync());
        var terry = await site.SignedInAsync(Terry);

        var run = await terry.SubmitAsync(await terry.GoAsync("/office/billing/print"), "Print the bills (2)");
        Assert.Contains("0 of 2 bills", run.Text, StringComparison.Ordinal);
        var stopped = await terry.SubmitAsync(run, "Stop");
        Assert.Contains("Stopped", stopped.Text, StringComparison.Ordinal);
        await terry.SubmitAsync(stopped, "Resume");
        await WorkAsync();
        var done = await terry.GoAsync(run.Path);
        var batch = await terry.GoAsync(done.Document.QuerySelector("main tbody a")!.GetAttribute("href")!);
        Assert.Contains(account.Number, batch.Text, StringComparison.Ordinal);

        var early = await terry.SubmitAsync(batch, "Mark the batch as mailed");
        Assert.Contains("Download the file before", early.Text, StringComparison.Ordinal);
        var file = await terry.SubmitAsync(batch, "Download the PDF");
        Assert.StartsWith("%PDF-1.7", file.Body, StringComparison.Ordinal);
        var manifest = await terry.SubmitAsync(batch, "Download the manifest");
        Assert.Contains(other.Number, manifest.Body, StringComparison.Ordinal);
        var mailed = await terry.SubmitAsync(await terry.GoAsync(batch.Path), "Mark the batch as mailed");
        Assert.Contains("Mailed on", mailed.Text, StringComparison.Ordinal);
        Assert.Equal(
            ["/office/billing/print/batches"],
            await site.ReadAsync(db => db.CustomerViews.Where(v => v.CustomerAccountId == other.Id)
                .Select(v => v.Page).ToListAsync()));

        var unreasoned = await terry.SubmitAsync(mailed, "Print this bill again", ("No. in this batch", "1"));
        Assert.Contains("Write why it is printed again.", unreasoned.Text, StringComparison.Ordinal);
        var pulled = await terry.SubmitAsync(
            mailed, "Print this bill again", ("No. in this batch", "1"),
            ("Why the bill is printed again", "Came back"));
        Assert.Contains("Pull: printed again Came back", pulled.Text, StringComparison.Ordinal);
        var again = await terry.SubmitAsync(
            pulled, "Print the whole batch again", ("Why the batch is printed again", "Lost by the carrier"));
        Assert.Contains("Prints a batch again", again.Text, StringComparison.Ordinal);
        var old = await terry.GoAsync(batch.Path);
        Assert.Contains("Lost by the carrier", old.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bill_left_out_is_named_on_the_page_of_its_run()
    {
        await PaperBillAsync();
        var terry = await site.SignedInAsync(Terry);
        var run = await terry.SubmitAsync(await terry.GoAsync("/office/billing/print"), "Print the bills");
        var left = await site.ReadAsync(db => db.Set<BillPrint>().Where(p => p.PrintRunId != null && p.BatchId == null)
            .Select(p => new { p.BillId, p.PrintRunId }).FirstAsync());
        await site.ReadAsync(db => db.Database.ExecuteSqlAsync($"""
            insert into print_fault (print_run_id, bill_id, fault, found_at)
            values ({left.PrintRunId}, {left.BillId}, 'No such letter', now())
            """));

        var page = await terry.GoAsync(run.Path);

        var number = await site.ReadAsync(db => db.Bills.Where(b => b.Id == left.BillId).Select(b => b.Number)
            .SingleAsync());
        Assert.Contains("Left out: 1", page.Text, StringComparison.Ordinal);
        Assert.Contains($"Bill {number}", page.Text, StringComparison.Ordinal);
        Assert.Contains("No such letter", page.Text, StringComparison.Ordinal);
        await WorkAsync();
    }

    [Theory]
    [InlineData("en")]
    [InlineData("es")]
    public async Task Every_page_is_there_in_both_languages(string language)
    {
        await PaperBillAsync();
        var staff = await site.SignedInAsync(Terry);
        await staff.GoAsync($"/language/{language}");

        var run = await staff.SubmitAsync(
            await staff.GoAsync("/office/billing/print"),
            language == "en" ? "Print the bills" : "Imprimir las facturas");
        await WorkAsync();
        var batch = await site.ReadAsync(db => db.Set<PrintBatch>().OrderByDescending(b => b.Number).FirstAsync());

        foreach (var path in new[]
        {
            "/office/billing/print", run.Path, $"{run.Path}?still=true", $"/office/billing/print/batches/{batch.Id}",
        })
        {
            var shown = await staff.GoAsync(path);
            Assert.Equal(HttpStatusCode.OK, shown.Status);
            Assert.Single(shown.Document.QuerySelectorAll("h1"));
        }

        foreach (var path in new[] { "runs", "batches" })
        {
            Assert.Equal(
                HttpStatusCode.NotFound,
                (await staff.GoAsync($"/office/billing/print/{path}/{Guid.NewGuid()}")).Status);
        }
    }

    private Task WorkAsync() => site.AskAsync<CarryPrintRuns>(async work =>
    {
        while ((await work.RunAsync(default)).Done > 0)
        {
            // One round after another, as the worker's loop.
        }
    });

    private async Task<CustomerAccount> PaperBillAsync()
    {
        var account = await site.AccountAsync();
        var today = DateOnly.FromDateTime(site.Clock.GetUtcNow().DateTime);
        await site.AskAsync<PortalDbContext>(db => db.Database.ExecuteSqlAsync($"""
            insert into accounting_period (starts_on, state) values ({new DateOnly(today.Year, today.Month, 1)}, 'open')
            on conflict (starts_on) do update set state = 'open'
            """));
        await site.AskAsync<PortalDbContext>(db => db.CustomerAccounts.Where(a => a.Id == account.Id)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.BillDelivery, BillDelivery.Paper)));
        await site.AskAsync<IssueBill>(act => act.RunAsync(
            new(Guid.CreateVersion7(), account.Id, today.AddMonths(-1), today, today.AddDays(21),
                [
                    new("refuse_cart", ChargeKind.Service, UtilityService.Refuse, null, null, new Usd(36_05), "530",
                        "4030", Explained),
                ],
                [], Actor.System),
            default));
        return account;
    }
}
