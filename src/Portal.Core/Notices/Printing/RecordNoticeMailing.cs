using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Notices.Printing;

/// <summary>
/// Records that the post took a batch: the day, and the number of the certificate of mailing that it stamped. Asked
/// again with the same, answers the same. Refuses no number, a day before the batch was made or in the future, another
/// day or number than what is recorded, and a number of letters that is not that of the batch without those that left.
/// </summary>
public sealed class RecordNoticeMailing(PortalDbContext db, BusinessClock clock)
{
    public const int LongestCertificate = 60;

    /// <param name="Pieces">Letters that the post counted.</param>
    public sealed record Request(Guid BatchId, DateOnly? On, string? Certificate, int? Pieces, Actor By);

    public async Task<Outcome<NoticeMailing>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.LockNoticePaperAsync(ct);
        if (await db.Set<NoticeBatch>().SingleOrDefaultAsync(b => b.Id == request.BatchId, ct) is not { } batch)
        {
            return new Refusal("Print_BatchNotFound");
        }

        var number = request.Certificate?.Trim() ?? "";
        if (await db.Set<NoticeMailing>().SingleOrDefaultAsync(m => m.BatchId == batch.Id, ct) is { } already)
        {
            return (already.MailedOn, already.Certificate) == (request.On, number)
                ? already
                : new Refusal("Print_MailedBefore", already.MailedOn);
        }

        if (WhyNot(request, number, clock.DayOf(batch.MadeAt)) is { } refusal) { return refusal; }

        var pieces = await db.Set<NoticeBatchLine>().CountAsync(l => l.BatchId == batch.Id && l.LeftAt == null, ct);
        if (pieces != request.Pieces || pieces == 0) { return new Refusal("Notice_PiecesDiffer", pieces); }

        var mailing = new NoticeMailing
        {
            BatchId = batch.Id,
            MailedOn = request.On!.Value,
            Certificate = number,
            Pieces = pieces,
            RecordedBy = request.By.Name,
            RecordedAt = clock.Now,
        };
        db.Add(mailing);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(RecordNoticeMailing), null, new
        {
            batch = batch.Number,
            on = mailing.MailedOn,
            certificate = number,
            pieces,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return mailing;
    }

    private Refusal? WhyNot(Request request, string number, DateOnly made) =>
        request.On is not { } on ? new("Print_DayMissing")
        : on < made || on > clock.Today ? new("Print_DayWrong", made, clock.Today)
        : number.Length is 0 or > LongestCertificate ? new("Notice_CertificateMissing", LongestCertificate)
        : null;
}
