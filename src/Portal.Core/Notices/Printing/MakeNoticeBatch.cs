using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Printing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Documents;
using Portal.Core.Documents.Pdf;
using Portal.Core.Look;
using Portal.Core.Staff;
using Portal.Core.Words;

namespace Portal.Core.Notices.Printing;

/// <summary>
/// Prints notices that wait for paper into one PDF in postal order, with its manifest: up to so many, of those that go
/// to the post in one way. Asked again with the same id, answers with the batch made then. Refuses when none waits.
/// </summary>
public sealed partial class MakeNoticeBatch(
    PortalDbContext db, NoticePdf pdf, CityProfile city, BusinessClock clock)
{
    /// <summary>Letters in one batch.</summary>
    public const int Most = 500;

    public sealed record Request(Guid OperationId, Actor By);

    public async Task<Outcome<NoticeBatch>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.LockNoticePaperAsync(ct);
        if (await db.Set<NoticeBatch>().SingleOrDefaultAsync(b => b.Id == request.OperationId, ct) is { } already)
        {
            return already;
        }

        var next = await NextAsync(ct);
        if (next.Count == 0) { return new Refusal("Notice_NothingWaits"); }

        using var content = new MemoryStream();
        var lines = Draw(request.OperationId, [.. next.Select(n => n.Notice)], content);
        var file = content.ToArray();
        var batch = new NoticeBatch
        {
            Id = request.OperationId,
            Post = next[0].Post,
            Notices = lines.Count,
            Pages = lines.Sum(l => l.Pages),
            FileBytes = file.Length,
            Sha256 = SHA256.HashData(file),
            MadeBy = request.By.Name,
            MadeAt = clock.Now,
        };
        db.Add(batch);
        db.Add(new NoticeBatchFile { BatchId = batch.Id, Content = file });
        db.AddRange(lines);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(MakeNoticeBatch), null, new
        {
            batch = batch.Id,
            notices = batch.Notices,
            pages = batch.Pages,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return batch;
    }

    /// <summary>How a notice goes to the post, and where it stands there.</summary>
    internal static (Post Post, string Key) PlaceOf(Notice notice)
    {
        var place = UsLine().Match(notice.Address[^1]);
        var number = notice.Number.ToString("D10", CultureInfo.InvariantCulture);
        return place.Success && notice.Address.Length > 1
            ? PostalOrder.Of(new(
                number, notice.Address[0], notice.Address.Length > 2 ? notice.Address[1] : null,
                place.Groups[1].Value, place.Groups[2].Value, place.Groups[3].Value, "US"))
            : (Countries.Contains(notice.Address[^1]) ? Post.Abroad : Post.Incomplete, number);
    }

    private static readonly HashSet<string> Countries =
    [
        .. Accounts.Contacts.Countries.InOrder().Select(c => c.Code).Where(PostalOrder.IsAbroad)
            .Select(PostalOrder.CountryLine),
    ];

    private async Task<List<(Notice Notice, Post Post, string Key)>> NextAsync(CancellationToken ct)
    {
        var waiting = await db.NoticesWaitingForPaper().OrderBy(n => n.WrittenAt).Take(4 * Most).ToListAsync(ct);
        var placed = waiting.Select(n => (Notice: n, At: PlaceOf(n))).OrderBy(n => n.At.Post)
            .ThenBy(n => n.At.Key, StringComparer.Ordinal).ThenBy(n => n.Notice.Number)
            .Select(n => (n.Notice, n.At.Post, n.At.Key)).ToList();
        return [.. placed.TakeWhile(n => n.Post == placed[0].Post).Take(Most)];
    }

    private List<NoticeBatchLine> Draw(Guid batchId, Notice[] notices, Stream to)
    {
        var english = CultureInfo.GetCultureInfo("en-US");
        var title = Text.In(english, "Notices", "Batch_Title", city.City, clock.Today);
        using var papers = new MergedPapers(to, new PdfAbout(title, city.City, english.Name, clock.Now));
        var lines = new List<NoticeBatchLine>(notices.Length);
        foreach (var drawn in notices.AsParallel().AsOrdered().Select(n => (n.Id, Paper: pdf.Print(n))))
        {
            lines.Add(new()
            {
                BatchId = batchId,
                No = lines.Count + 1,
                NoticeId = drawn.Id,
                FirstPage = papers.Pages + 1,
                Pages = drawn.Paper.Pages.Count,
                Sha256 = SHA256.HashData(drawn.Paper.ToFile()),
            });
            papers.Add(drawn.Paper);
        }

        papers.End();
        return lines;
    }

    [GeneratedRegex(@"^(.+), ([A-Z]{2}) ([0-9]{5}(?:-[0-9]{4})?)$")]
    private static partial Regex UsLine();
}
