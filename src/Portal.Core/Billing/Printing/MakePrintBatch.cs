using System.Data.Common;
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
/// of their own PDFs and merged as they come. At most this one file is held, in pieces, never the bills of the run. A
/// bill that cannot be drawn is set aside by name (<see cref="PrintFault"/>), and the others are printed.
/// </summary>
public sealed class MakePrintBatch(
    PortalDbContext db, BillPdf pdf, WritePrintBatch write, CityProfile city, IOptions<PrintSettings> settings,
    BusinessClock clock)
{
    /// <summary>Statements in hand: drawn on all processors while the next are loaded.</summary>
    private const int AtOnce = 32;

    private const int PieceSize = 1 << 20;

    /// <param name="me">Who holds the lease.</param>
    /// <returns>
    /// Bills in the batch and set aside; none when there was none left, or the run is another's by now.
    /// </returns>
    public async Task<int> RunAsync(Guid printRunId, Guid me, CancellationToken ct)
    {
        var (post, bills) = await write.NextAsync(printRunId, settings.Value.BillsInBatch, ct);
        if (bills.Count == 0)
        {
            return 0;
        }

        var batchId = Guid.CreateVersion7();
        await using var file = new PieceStream(PieceSize);
        var (lines, faults) = await PrintAsync(batchId, bills, file, ct);
        if (faults.Count > 0 && !await write.SetAsideAsync(printRunId, faults, me, ct))
        {
            return 0;
        }

        if (lines.Count == 0)
        {
            return faults.Count;
        }

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
        return await write.RunAsync(batch, lines, file.Pieces, me, ct) ? lines.Count + faults.Count : 0;
    }

    private async Task<(List<PrintBatchBill> Lines, List<(Guid BillId, string Fault)> Faults)> PrintAsync(
        Guid batchId, IReadOnlyList<Guid> bills, PieceStream file, CancellationToken ct)
    {
        var english = CultureInfo.GetCultureInfo("en-US");
        var title = Text.In(english, "Print", "Batch_Title", city.City, BillPdf.LetterDay(english, clock.Today));
        using var papers = new MergedPapers(file, new PdfAbout(title, city.City, english.Name, clock.Now));
        var lines = new List<PrintBatchBill>(bills.Count);
        var faults = new List<(Guid, string)>();
        var loaded = await LoadAsync(bills, 0, ct);
        for (var from = AtOnce; loaded.Count > 0; from += AtOnce)
        {
            var drawn = loaded.Select(s => Task.Run(() => Draw(s), ct)).ToList();
            var next = await LoadAsync(bills, from, ct);
            foreach (var (bill, statement, paper, sha256, fault) in await Task.WhenAll(drawn))
            {
                if (fault is not null)
                {
                    faults.Add((bill, fault));
                    continue;
                }

                if (lines.Count > 0 && papers.Pages + paper!.Pages.Count > settings.Value.PagesInBatch)
                {
                    // The rest is for the next batch.
                    next = [];
                    break;
                }

                lines.Add(Line(batchId, lines.Count + 1, papers.Pages + 1, statement!, paper!, sha256!));
                papers.Add(paper!);
            }

            loaded = next;
        }

        papers.End();
        return (lines, faults);
    }

    /// <summary>A bill to be drawn, or why it cannot be.</summary>
    private sealed record Loaded(Guid BillId, BillStatement? Statement, string? Fault);

    private sealed record Drawn(
        Guid BillId, BillStatement? Statement, PrintedPaper? Paper, byte[]? Sha256, string? Fault);

    /// <summary>The next statements; where one cannot be read, each by itself, to know which.</summary>
    private async Task<List<Loaded>> LoadAsync(IReadOnlyList<Guid> bills, int from, CancellationToken ct)
    {
        Guid[] ids = [.. bills.Skip(from).Take(AtOnce)];
        try
        {
            return [.. (await StatementsAsync(ids, ct)).Select(s => new Loaded(s.Bill.Id, s, null))];
        }
        catch (Exception fault) when (IsOfTheBill(fault))
        {
            if (ids is [var bill])
            {
                return [new(bill, null, Said(fault))];
            }

            var each = new List<Loaded>(ids.Length);
            foreach (var id in ids)
            {
                each.AddRange(await LoadAsync([id], 0, ct));
            }

            return each;
        }
    }

    private Task<List<BillStatement>> StatementsAsync(IReadOnlyCollection<Guid> bills, CancellationToken ct) =>
        LoadStatements.RunAsync(db, db.CustomerAccounts, bills, ct);

    private Drawn Draw(Loaded loaded)
    {
        if (loaded.Statement is not { } statement)
        {
            return new(loaded.BillId, null, null, null, loaded.Fault);
        }

        try
        {
            var paper = pdf.Print(statement, CultureInfo.GetCultureInfo($"{statement.Language}-US"));
            return new(loaded.BillId, statement, paper, SHA256.HashData(paper.ToFile()), null);
        }
        catch (Exception fault) when (IsOfTheBill(fault))
        {
            return new(loaded.BillId, statement, null, null, Said(fault));
        }
    }

    /// <summary>What the bill holds, and not the worker that is asked to end, the database or the memory.</summary>
    private static bool IsOfTheBill(Exception fault) =>
        fault is not (OperationCanceledException or DbException or OutOfMemoryException);

    private static string Said(Exception fault)
    {
        var said = $"{fault.GetType().Name}: {fault.Message}";
        return said.Length > PrintFault.LongestFault ? said[..PrintFault.LongestFault] : said;
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
