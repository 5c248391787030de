using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Printing;

/// <summary>
/// Notes that somebody took a batch's file or manifest, each time; the first time of the file its state says so.
/// Refuses a batch that was replaced: its bills are in another.
/// </summary>
public sealed class DownloadBatch(PortalDbContext db, BusinessClock clock)
{
    /// <param name="What">The file, or only its manifest.</param>
    public sealed record Request(Guid BatchId, BatchPart What, Actor By);

    public async Task<Outcome<PrintBatch>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockPrintBatchAsync(request.BatchId, ct) is not { } batch)
        {
            return new Refusal("Print_BatchNotFound");
        }

        if (batch.State == PrintBatchState.Replaced)
        {
            return new Refusal("Print_BatchReplaced", batch.Number);
        }

        if (request.What == BatchPart.File)
        {
            batch.Download(request.By.Name, clock.Now);
        }

        db.Add(AuditEntry.Of(
            clock.Now, request.By.Name, nameof(DownloadBatch), null,
            new { batch = batch.Number, what = request.What.ToString() }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return batch;
    }
}

/// <summary>What of a batch somebody takes.</summary>
public enum BatchPart
{
    File,
    Manifest,
}
