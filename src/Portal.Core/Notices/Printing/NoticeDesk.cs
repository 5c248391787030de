using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;

namespace Portal.Core.Notices.Printing;

/// <summary>Notices that wait for paper, and the batches that were printed, newest first.</summary>
public sealed record NoticeDesk(
    IReadOnlyList<NoticeDesk.Wait> Waiting, IReadOnlyList<NoticeDesk.Printed> Batches, int Page, int Pages)
{
    public const int PageSize = 25;

    /// <summary>Letters of a kind that wait, for one reason.</summary>
    public sealed record Wait(string Kind, NoticePaperReason Reason, int Letters, DateTimeOffset Since);

    /// <summary>A batch, with its certificate of mailing once the post has it.</summary>
    public sealed record Printed(NoticeBatch Batch, NoticeMailing? Mailing);

    /// <param name="page">From 1; one that is not there is the nearest that is.</param>
    public static async Task<NoticeDesk> OfAsync(PortalDbContext db, int page, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var waiting = await (
            from notice in db.NoticesWaitingForPaper()
            join paper in db.Set<NoticePaper>() on notice.Id equals paper.NoticeId
            group paper by new { notice.Kind, paper.Reason } into letters
            select new Wait(
                letters.Key.Kind, letters.Key.Reason, letters.Count(), letters.Min(p => p.QueuedAt)))
            .ToListAsync(ct);
        var pages = Math.Max(1, (await db.Set<NoticeBatch>().CountAsync(ct) + PageSize - 1) / PageSize);
        var shown = Math.Clamp(page, 1, pages);
        var batches = await (
            from batch in db.Set<NoticeBatch>().AsNoTracking()
            join mailed in db.Set<NoticeMailing>().AsNoTracking() on batch.Id equals mailed.BatchId into mailings
            from mailing in mailings.DefaultIfEmpty()
            orderby batch.Number descending
            select new Printed(batch, mailing)).Skip((shown - 1) * PageSize).Take(PageSize).ToListAsync(ct);
        return new([.. waiting.OrderBy(w => w.Since)], batches, shown, pages);
    }

    /// <summary>One batch; null when there is none.</summary>
    public static Task<Printed?> BatchAsync(PortalDbContext db, Guid id, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return (
            from batch in db.Set<NoticeBatch>().AsNoTracking()
            join mailed in db.Set<NoticeMailing>().AsNoTracking() on batch.Id equals mailed.BatchId into mailings
            from mailing in mailings.DefaultIfEmpty()
            where batch.Id == id
            select new Printed(batch, mailing)).SingleOrDefaultAsync(ct);
    }
}
