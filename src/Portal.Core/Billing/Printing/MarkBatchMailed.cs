using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Printing;

/// <summary>
/// Records the day on which the post took a batch, and who says so. Asked again with the same day, answers the same.
/// Refuses a batch whose file nobody has downloaded, a day before it was made or in the future, and while bills have
/// left the batch that whoever mails it has not been shown: those must be pulled from the paper first.
/// </summary>
public sealed class MarkBatchMailed(PortalDbContext db, BusinessClock clock)
{
    /// <param name="PulledSeen">Bills to pull, as the page showed them.</param>
    public sealed record Request(Guid BatchId, DateOnly? On, int PulledSeen, Actor By);

    public async Task<Outcome<PrintBatch>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockPrintBatchAsync(request.BatchId, ct) is not { } batch)
        {
            return new Refusal("Print_BatchNotFound");
        }

        if (batch.State == PrintBatchState.Mailed && batch.MailedOn == request.On)
        {
            return batch;
        }

        if (WhyNot(batch, request.On, clock) is { } refusal)
        {
            return refusal;
        }

        var pulled = await db.Set<PrintBatchBill>().CountAsync(l => l.BatchId == batch.Id && l.LeftAt != null, ct);
        if (pulled != request.PulledSeen)
        {
            return new Refusal("Print_PullFirst", pulled);
        }

        batch.Mail(request.On!.Value, request.By.Name, clock.Now);
        db.Add(AuditEntry.Of(
            clock.Now, request.By.Name, nameof(MarkBatchMailed), null,
            new { batch = batch.Number, on = request.On, pulled }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return batch;
    }

    private static Refusal? WhyNot(PrintBatch batch, DateOnly? on, BusinessClock clock) => batch.State switch
    {
        PrintBatchState.Replaced => new("Print_BatchReplaced", batch.Number),
        PrintBatchState.Mailed => new("Print_MailedBefore", batch.MailedOn!.Value),
        PrintBatchState.Prepared => new("Print_DownloadFirst"),
        _ when on is null => new("Print_DayMissing"),
        _ when on < clock.DayOf(batch.MadeAt) || on > clock.Today =>
            new("Print_DayWrong", clock.DayOf(batch.MadeAt), clock.Today),
        _ => null,
    };
}
