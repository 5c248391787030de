using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;

namespace Portal.Core.Notices.Printing;

/// <summary>Questions about notices on paper that several ask.</summary>
public static class NoticePaperQueries
{
    /// <summary>Notices that wait for paper: in no batch, or out of it to be printed again.</summary>
    public static IQueryable<Notice> NoticesWaitingForPaper(this PortalDbContext db)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<Notice>().AsNoTracking().Where(n => db.Set<NoticePaper>().Any(p => p.NoticeId == n.Id)
            && !db.Set<NoticeBatchLine>().Any(l => l.NoticeId == n.Id && l.LeftAt == null));
    }

    /// <summary>One at a time puts letters into batches or takes them out.</summary>
    internal static Task<int> LockNoticePaperAsync(this PortalDbContext db, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('notices on paper'))", ct);
}
