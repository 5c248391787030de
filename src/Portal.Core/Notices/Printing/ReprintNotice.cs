using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Notices.Printing;

/// <summary>
/// Prints one letter of a batch again, for a reason (spoiled, came back, a torn envelope): it leaves its line and waits
/// for the next batch, word for word as it was frozen. Asked again, answers the same. Refuses no reason, and a line
/// that
/// the batch does not have.
/// </summary>
public sealed class ReprintNotice(PortalDbContext db, BusinessClock clock)
{
    /// <param name="No">Its place in the batch.</param>
    public sealed record Request(Guid BatchId, int No, string? Reason, Actor By);

    public async Task<Outcome<NoticeBatchLine>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.LockNoticePaperAsync(ct);
        if (await db.Set<NoticeBatchLine>()
            .SingleOrDefaultAsync(l => l.BatchId == request.BatchId && l.No == request.No, ct) is not { } line)
        {
            return new Refusal("Print_NoSuchLine", request.No);
        }

        if (line.LeftAt is not null) { return line; }

        if (string.IsNullOrWhiteSpace(request.Reason)) { return new Refusal("Print_ReasonMissing"); }

        line.Leave(request.Reason.Trim(), request.By.Name, clock.Now);
        var account = await db.Set<Notice>().Where(n => n.Id == line.NoticeId).Select(n => n.CustomerAccountId)
            .SingleAsync(ct);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(ReprintNotice), account, new
        {
            batch = line.BatchId,
            no = line.No,
            reason = line.LeftWhy,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return line;
    }
}
