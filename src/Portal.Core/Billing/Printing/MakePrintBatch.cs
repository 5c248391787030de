using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Documents;
using Portal.Core.Documents.Pdf;
using Portal.Core.Look;
using Portal.Core.Words;

namespace Portal.Core.Billing.Printing;

/// <summary>
/// Makes the next batch of a print run: its bills in postal order, up to so many bills and pages, drawn by the writer
/// of their own PDFs and merged as they come. At most this one file is held, in pieces, never the bills of the run.
/// </summary>
public sealed class MakePrintBatch(
    PortalDbContext db, BillPdf pdf, WritePrintBatch write, CityProfile city, IOptions<PrintSettings> settings,
    BusinessClock clock)
{
    /// <summary>Statements in hand: drawn on all processors while the next are loaded.</summary>
    private const int AtOnce = 32;

    private const int PieceSize = 1 << 20;

    /// <param name="me">Who holds the lease.</param>
    /// <returns>Bills in the batch; none when there was none left, or the run is another's by now.</returns>
    public async Task<int> RunAsync(Guid printRunId, Guid me, CancellationToken ct)
    {
        var (post, bills) = await write.NextAsync(printRunId, settings.Value.BillsInBatch, ct);
        if (bills.Count == 0)
        {
            return 0;
        }

        var batchId = Guid.CreateVersion7();
        await using var file = new PieceStream(PieceSize);
        var lines = await PrintAsync(batchId, bills, file, ct);
        var batch = new PrintBatch
        {
            Id = batchId,
            PrintRunId = printRunId,
            Post = post,
            Bills = lines.Count,
            Pages = lines[^1].LastPage,
            Total = new(lines.Sum(l => Math.Max(0, l.Due.Cents))),
            FileBytes = file.Length,
            MadeAt = clock.Now,
        };
        return await write.RunAsync(batch, lines, file.Pieces, me, ct) ? lines.Count : 0;
    }

    private async Task<List<PrintBatchBill>> PrintAsync(
        Guid batchId, IReadOnlyList<Guid> bills, PieceStream file, CancellationToken ct)
    {
        var english = CultureInfo.GetCultureInfo("en-US");
        var title = Text.In(english, "Print", "Batch_Title", city.City, BillPdf.LetterDay(english, clock.Today));
        using var papers = new MergedPapers(file, new PdfAbout(title, city.City, english.Name, clock.Now));
        var lines = new List<PrintBatchBill>(bills.Count);
        var statements = await LoadAsync(bills, 0, ct);
        while (statements.Count > 0)
        {
            var drawn = statements.Select(s => Task.Run(() => Draw(s), ct)).ToList();
            var next = await LoadAsync(bills, lines.Count + statements.Count, ct);
            foreach (var (statement, printing) in statements.Zip(drawn))
            {
                var (paper, sha256) = await printing;
                if (lines.Count > 0 && papers.Pages + paper.Pages.Count > settings.Value.PagesInBatch)
                {
                    // The rest is for the next batch.
                    next = [];
                    await Task.WhenAll(drawn);
                    break;
                }

                lines.Add(Line(batchId, lines.Count + 1, papers.Pages + 1, statement, paper, sha256));
                papers.Add(paper);
            }

            statements = next;
        }

        papers.End();
        return lines;
    }

    private Task<List<BillStatement>> LoadAsync(IReadOnlyList<Guid> bills, int from, CancellationToken ct) =>
        LoadStatements.RunAsync(db, db.CustomerAccounts, [.. bills.Skip(from).Take(AtOnce)], ct);

    private (PrintedPaper Paper, byte[] Sha256) Draw(BillStatement statement)
    {
        var paper = pdf.Print(statement, CultureInfo.GetCultureInfo($"{statement.Language}-US"));
        return (paper, SHA256.HashData(paper.ToFile()));
    }

    private static PrintBatchBill Line(
        Guid batchId, int no, int firstPage, BillStatement statement, PrintedPaper paper, byte[] sha256) => new()
        {
            BatchId = batchId,
            No = no,
            BillId = statement.Bill.Id,
            FirstPage = firstPage,
            Pages = paper.Pages.Count,
            Addressee = statement.CustomerName,
            Address = [.. statement.MailingAddress],
            Sha256 = sha256,
            Due = statement.AmountDue,
        };
}
