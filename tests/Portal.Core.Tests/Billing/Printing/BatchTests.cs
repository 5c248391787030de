using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Printing;
using Portal.Core.Common;
using Portal.Core.Staff;
using Portal.Core.Tests.Billing.Adjustments;
using Portal.Testing;
using static Portal.Core.Tests.Billing.Printing.PrintingCity;

namespace Portal.Core.Tests.Billing.Printing;

/// <summary>What becomes of a batch: downloaded, mailed, pulled from, printed again.</summary>
public sealed class BatchTests
{
    [Fact]
    public async Task A_batch_is_downloaded_then_mailed_on_a_day()
    {
        await using var city = await PrintingCity.CreateAsync();
        await city.PaperBillsAsync(2);
        var batch = Assert.Single(await city.PrintAllAsync());

        Assert.Equal("Print_DownloadFirst", RefusalOf(await city.MailAsync(batch.Id)));
        await city.DownloadAsync(batch.Id);
        await city.DownloadAsync(batch.Id);
        Assert.Equal("Print_DayMissing", RefusalOf(await city.MailAsync(batch.Id, noDay: true)));
        Assert.Equal("Print_DayWrong", RefusalOf(await city.MailAsync(batch.Id, on: city.Today.AddDays(1))));
        Assert.Equal("Print_DayWrong", RefusalOf(await city.MailAsync(batch.Id, on: city.Today.AddDays(-1))));
        Assert.Equal("Print_BatchNotFound", RefusalOf(await city.MailAsync(Guid.NewGuid())));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => city.MailAsync(batch.Id)));

        Assert.All(answers, answer => Assert.Equal(city.Today, City.Done(answer).MailedOn));
        city.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal("Print_MailedBefore", RefusalOf(await city.MailAsync(batch.Id)));
        Assert.Equal(1, await ActsAsync(city, nameof(MarkBatchMailed)));
        Assert.Equal(2, await ActsAsync(city, nameof(DownloadBatch)));
    }

    [Fact]
    public async Task A_bill_canceled_before_mailing_is_named_and_pulled()
    {
        await using var city = await PrintingCity.CreateAsync();
        var bills = await city.PaperBillsAsync(3);
        await CancelAsync(city, bills[2].Id);
        var batch = Assert.Single(await city.PrintAllAsync());
        await city.DownloadAsync(batch.Id);

        await CancelAsync(city, bills[0].Id);

        Assert.Equal(2, batch.Bills);
        Assert.Equal("Print_PullFirst", RefusalOf(await city.MailAsync(batch.Id)));
        var lines = await city.LinesAsync(batch.Id);
        Assert.Equal([LeftBatch.Canceled, null], lines.Select(l => l.LeftReason));
        var manifest = await city.ManifestAsync(batch);
        Assert.EndsWith("pull: canceled", manifest[1], StringComparison.Ordinal);
        Assert.EndsWith(",mail", manifest[2], StringComparison.Ordinal);
        Assert.StartsWith("total file,2,", manifest[3], StringComparison.Ordinal);
        Assert.StartsWith("total mail,1,", manifest[4], StringComparison.Ordinal);
        Assert.Contains($",{lines[1].Due.Cents},", manifest[4], StringComparison.Ordinal);
        Assert.Equal("Print_LineCanceled", RefusalOf(await city.ReprintBillAsync(batch.Id, 1)));
        City.Done(await city.MailAsync(batch.Id, pulledSeen: 1));
        Assert.Equal("Print_NothingWaits", RefusalOf(await city.TryStartAsync()));

        await CancelAsync(city, bills[1].Id);

        Assert.Null((await city.LinesAsync(batch.Id))[1].LeftAt);
    }

    [Fact]
    public async Task A_batch_printed_again_is_another_batch_without_what_was_canceled()
    {
        await using var city = await PrintingCity.CreateAsync();
        var bills = await city.PaperBillsAsync(3);
        var batch = Assert.Single(await city.PrintAllAsync());
        await CancelAsync(city, bills[0].Id);
        var id = Guid.CreateVersion7();

        Assert.Equal("Print_ReasonMissing", RefusalOf(await city.ReprintAsync(batch.Id, " ")));
        Assert.Equal("Print_BatchNotFound", RefusalOf(await city.ReprintAsync(Guid.NewGuid())));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => city.ReprintAsync(batch.Id, id: id)));
        await city.WorkAsync();

        Assert.All(answers, answer => Assert.Equal(id, City.Done(answer).Id));
        var batches = await city.BatchesAsync();
        Assert.Equal([PrintBatchState.Replaced, PrintBatchState.Prepared], batches.Select(b => b.State));
        Assert.Equal(("The printer jammed", 2), (batches[0].ReplacedWhy, batches[1].Bills));
        Assert.Equal(
            [LeftBatch.Canceled, LeftBatch.Reprinted, LeftBatch.Reprinted],
            (await city.LinesAsync(batch.Id)).Select(l => l.LeftReason!.Value));
        Assert.Equal("Print_BatchReplaced", RefusalOf(await city.ReprintAsync(batch.Id)));
        Assert.Equal("Print_BatchReplaced", RefusalOf(await city.MailAsync(batch.Id)));
        Assert.Equal("Print_BatchReplaced", RefusalOf(await city.ReprintBillAsync(batch.Id, 2)));
    }

    [Fact]
    public async Task One_bill_printed_again_goes_back_into_the_queue()
    {
        await using var city = await PrintingCity.CreateAsync();
        await city.PaperBillsAsync(3);
        var batch = Assert.Single(await city.PrintAllAsync());
        await city.DownloadAsync(batch.Id);
        City.Done(await city.MailAsync(batch.Id));

        Assert.Equal("Print_ReasonMissing", RefusalOf(await city.ReprintBillAsync(batch.Id, 2, "")));
        Assert.Equal("Print_NoSuchLine", RefusalOf(await city.ReprintBillAsync(batch.Id, 9)));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => city.ReprintBillAsync(batch.Id, 2)));
        var again = (await city.PrintAllAsync())[1];

        Assert.All(answers, answer => Assert.Equal("Came back", City.Done(answer).LeftNote));
        Assert.Equal("Customer 1", Assert.Single(await city.LinesAsync(again.Id)).Addressee);
        Assert.Equal(1, await ActsAsync(city, nameof(ReprintBill)));
        Assert.Equal(3, (await city.LinesAsync()).Count(l => l.LeftAt is null));
    }

    [Fact]
    public async Task A_batch_of_which_every_bill_left_is_not_printed_again()
    {
        await using var city = await PrintingCity.CreateAsync();
        var bills = await city.PaperBillsAsync(1);
        var batch = Assert.Single(await city.PrintAllAsync());

        await CancelAsync(city, bills[0].Id);

        Assert.Equal("Print_NothingLeft", RefusalOf(await city.ReprintAsync(batch.Id)));
    }

    private static async Task CancelAsync(City city, Guid billId)
    {
        var bill = await city.ReadAsync(db => db.Bills.AsNoTracking().SingleAsync(b => b.Id == billId));
        var account = await city.ReadAsync(db => db.CustomerAccounts.AsNoTracking()
            .SingleAsync(a => a.Id == bill.CustomerAccountId));
        City.Done(await city.CancelAsync(await city.CancellationAsync(account, bill)));
    }

    private static Task<int> ActsAsync(City city, string act) =>
        city.ReadAsync(db => db.AuditEntries.CountAsync(a => a.Act == act));
}
