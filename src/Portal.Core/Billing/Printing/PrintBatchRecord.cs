using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Billing.Printing;

/// <summary>A batch as its page shows it.</summary>
public sealed record PrintBatchRecord
{
    public const int LinesOnPage = 100;

    public required PrintBatch Batch { get; init; }

    public required PrintRun Run { get; init; }

    /// <summary>The print run that replaces it, once there is one.</summary>
    public required Guid? ReplacedByRun { get; init; }

    /// <summary>Names of those who did something with it, by Actor name.</summary>
    public required IReadOnlyDictionary<string, string> Names { get; init; }

    /// <summary>Bills that left the batch: to be pulled from the paper.</summary>
    public required IReadOnlyList<ManifestLine> Pulled { get; init; }

    public required IReadOnlyList<ManifestLine> Lines { get; init; }

    public required int Page { get; init; }

    public required int Pages { get; init; }

    /// <summary>Asked for by the bills that are to be mailed.</summary>
    public Usd ToMail => Batch.Total - new Usd(Pulled.Sum(l => Math.Max(0, l.Line.Due.Cents)));

    /// <returns>Null when there is no such batch.</returns>
    public static async Task<PrintBatchRecord?> OfAsync(PortalDbContext db, Guid id, int page, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (await db.Set<PrintBatch>().AsNoTracking().SingleOrDefaultAsync(b => b.Id == id, ct) is not { } batch)
        {
            return null;
        }

        var pages = (batch.Bills + LinesOnPage - 1) / LinesOnPage;
        page = Math.Clamp(page, 1, pages);
        var run = await db.Set<PrintRun>().AsNoTracking().SingleAsync(r => r.Id == batch.PrintRunId, ct);
        return new()
        {
            Batch = batch,
            Run = run,
            ReplacedByRun = await db.Set<PrintRun>().Where(r => r.ReprintsId == id).Select(r => (Guid?)r.Id)
                .SingleOrDefaultAsync(ct),
            Names = await NamesAsync(
                db, [run.StartedBy, batch.DownloadedBy, batch.MailedBy, batch.ReplacedBy], ct),
            Pulled = await Of(db, id).Where(l => l.Line.LeftAt != null).ToListAsync(ct),
            Lines = await Of(db, id).Skip((page - 1) * LinesOnPage).Take(LinesOnPage).ToListAsync(ct),
            Page = page,
            Pages = pages,
        };
    }

    /// <summary>Every account of a batch: whose names its file shows.</summary>
    public static Task<List<Guid>> AccountsAsync(PortalDbContext db, Guid batchId, CancellationToken ct) =>
        Of(db, batchId).Select(l => l.AccountId).ToListAsync(ct);

    internal static IQueryable<ManifestLine> Of(PortalDbContext db, Guid batchId) => (
        from line in db.Set<PrintBatchBill>()
        join bill in db.Bills on line.BillId equals bill.Id
        join account in db.CustomerAccounts on bill.CustomerAccountId equals account.Id
        where line.BatchId == batchId
        orderby line.No
        select new ManifestLine
        {
            Line = line, BillNumber = bill.Number, AccountId = account.Id, Account = account.Number,
        }).AsNoTracking();

    /// <summary>Staff by their names; another actor as it is.</summary>
    internal static async Task<IReadOnlyDictionary<string, string>> NamesAsync(
        PortalDbContext db, IEnumerable<string?> actors, CancellationToken ct)
    {
        var staff = actors.OfType<string>().Distinct()
            .Where(a => a.StartsWith("staff:", StringComparison.Ordinal))
            .ToDictionary(a => Guid.Parse(a["staff:".Length..]));
        var ids = staff.Keys.ToList();
        return await db.Users.Where(u => ids.Contains(u.Id))
            .ToDictionaryAsync(u => staff[u.Id], u => u.DisplayName, ct);
    }
}

/// <summary>A line of a manifest with the names of its bill and account.</summary>
public sealed record ManifestLine
{
    public required PrintBatchBill Line { get; init; }

    public required long BillNumber { get; init; }

    public required Guid AccountId { get; init; }

    public required string Account { get; init; }
}
