using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Runs;
using Portal.Core.Data;

namespace Portal.Core.Billing.Printing;

/// <summary>The print desk: what waits, what is being printed, and the batches.</summary>
public sealed record PrintDesk
{
    public const int BatchesOnPage = 50;

    /// <summary>Bills that wait, by the bill run that issued them; null for those issued alone.</summary>
    public required IReadOnlyList<Waiting> Queue { get; init; }

    /// <summary>Print runs that have not come to their end, oldest first.</summary>
    public required IReadOnlyList<PrintRunProgress> Runs { get; init; }

    /// <summary>Newest first.</summary>
    public required IReadOnlyList<PrintBatch> Batches { get; init; }

    public required int Page { get; init; }

    public required int Pages { get; init; }

    public static async Task<PrintDesk> OfAsync(PortalDbContext db, int page, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var runs = await db.Set<PrintRun>().Where(r => r.State == PrintRunState.Printing)
            .OrderBy(r => r.StartedAt).AsNoTracking().ToListAsync(ct);
        var progress = new List<PrintRunProgress>();
        foreach (var run in runs)
        {
            progress.Add(await PrintRunProgress.OfAsync(db, run, ct));
        }

        var count = await db.Set<PrintBatch>().CountAsync(ct);
        var pages = Math.Max(1, (count + BatchesOnPage - 1) / BatchesOnPage);
        page = Math.Clamp(page, 1, pages);
        return new()
        {
            Queue = await QueueAsync(db, ct),
            Runs = progress,
            Batches = await db.Set<PrintBatch>().OrderByDescending(b => b.Number)
                .Skip((page - 1) * BatchesOnPage).Take(BatchesOnPage).AsNoTracking().ToListAsync(ct),
            Page = page,
            Pages = pages,
        };
    }

    private static Task<List<Waiting>> QueueAsync(PortalDbContext db, CancellationToken ct) => (
        from queued in db.Set<BillPrint>()
            .Where(p => p.PrintRunId == null && p.WithdrawnAt == null)
            .GroupBy(p => p.RunId).Select(g => new { RunId = g.Key, Bills = g.Count(), Since = g.Min(p => p.QueuedAt) })
        join run in db.Set<BillRun>() on queued.RunId equals run.Id into runs
        from run in runs.DefaultIfEmpty()
        join period in db.Set<BillingPeriod>() on run.BillingPeriodId equals period.Id into periods
        from period in periods.DefaultIfEmpty()
        join cycle in db.BillingCycles on period.BillingCycle equals cycle.Code into cycles
        from cycle in cycles.DefaultIfEmpty()
        orderby queued.Since
        select new Waiting(queued.RunId, cycle, (DateOnly?)run.BillOn, queued.Bills, queued.Since))
        .AsNoTracking().ToListAsync(ct);

    /// <summary>Bills of one bill run that wait to be printed.</summary>
    /// <param name="Cycle">Null for bills issued alone, as are the next.</param>
    public sealed record Waiting(Guid? RunId, BillingCycle? Cycle, DateOnly? BillOn, int Bills, DateTimeOffset Since);
}

/// <summary>How far a print run is.</summary>
/// <param name="Left">Bills that are in no batch yet.</param>
public sealed record PrintRunProgress(PrintRun Run, int Left)
{
    public int Done => Run.Bills - Left;

    public int Percent => (int)(Done * 100L / Run.Bills);

    public static async Task<PrintRunProgress> OfAsync(PortalDbContext db, PrintRun run, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(run);
        return new(run, await db.Set<BillPrint>().CountAsync(
            p => p.PrintRunId == run.Id && p.BatchId == null && p.WithdrawnAt == null, ct));
    }
}
