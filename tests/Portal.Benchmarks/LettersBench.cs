using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Documents;
using Portal.Core.Look;
using Portal.Core.Notices;
using Portal.Core.Notices.Printing;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Benchmarks;

/// <summary>
/// Letters by the rules: written and frozen one by one, as a run does it, then printed in batches by the office's own
/// act, sorted, drawn, merged and stored.
/// </summary>
internal static class LettersBench
{
    private const int Accounts = 100;
    private const int Letters = 1_000;

    private static readonly string[] Known =
    [
        "customer_name", "mailing_address", "service_address", "account_ending", "phone", "hours", "pay_online",
        "office_address", "city", "notice_day",
    ];

    public static async Task RunAsync()
    {
        await using var city = await City.CreateAsync();
        var accounts = new List<CustomerAccount>();
        for (var no = 0; no < Accounts; no++) { accounts.Add(await city.AccountAsync($"Customer {no}")); }

        await WriteAsync(city, accounts, MakeNoticeBatch.Most);
        await PrintAsync(city);

        var watch = Stopwatch.StartNew();
        await WriteAsync(city, accounts, Letters);
        Figure.Print("letters_written", Letters / watch.Elapsed.TotalSeconds, "per second, one at a time");
        using var memory = new PeakMemory();
        watch.Restart();
        var pages = await PrintAsync(city);
        var seconds = watch.Elapsed.TotalSeconds;
        Figure.Print("letters_printed", Letters / seconds, "per second");
        Figure.Print("letters_pages", pages / seconds, "per second (at least 150)");
        Figure.Print("letters_writer_pages", await WriterAsync(city), "per second, one thread");
        Figure.Print("letters_peak_memory", memory.Stop(), "MB (at most 500)");
    }

    private static async Task WriteAsync(City city, List<CustomerAccount> accounts, int letters)
    {
        await using var scope = city.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PortalDbContext>();
        var write = scope.ServiceProvider.GetRequiredService<WriteNotice>();
        var profile = scope.ServiceProvider.GetRequiredService<CityProfile>();
        for (var no = 0; no < letters; no++)
        {
            var language = no % 2 == 0 ? "en" : "es";
            var fields = TemplateCheck.Sample(profile, language).Where(f => !Known.Contains(f.Key)).ToDictionary();
            await using var tx = await db.Database.BeginTransactionAsync();
            City.Done(await write.RunAsync(
                new(
                    $"bench:{Guid.CreateVersion7()}", "disconnection", accounts[no % accounts.Count].Id,
                    NoticeRecipient.Customer, null, null, language, fields, [], ByMail: false, OnPaper: true,
                    "bench", city.Today, Actor.System),
                default));
            await tx.CommitAsync();
            db.ChangeTracker.Clear();
        }
    }

    /// <returns>Pages printed.</returns>
    private static async Task<int> PrintAsync(City city)
    {
        var pages = 0;
        while (await city.AskAsync<MakeNoticeBatch, Outcome<NoticeBatch>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), Actor.System), default)) is Outcome<NoticeBatch>.Done(var batch))
        {
            pages += batch.Pages;
        }

        return pages;
    }

    /// <returns>Pages a second.</returns>
    private static async Task<double> WriterAsync(City city)
    {
        var notices = await city.ReadAsync(db => db.Set<Notice>().AsNoTracking().Take(200).ToListAsync());
        var each = await city.ReadAsync(db => db.Set<NoticeBatchLine>().AverageAsync(l => l.Pages));
        return await city.AskAsync<NoticePdf, double>(pdf =>
        {
            var watch = Stopwatch.StartNew();
            foreach (var notice in notices) { pdf.Make(notice); }

            return Task.FromResult(notices.Count * each / watch.Elapsed.TotalSeconds);
        });
    }
}
