using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Printing;

/// <summary>
/// Prints one bill of a batch again, for a reason (spoiled, returned by the post, a new address): it leaves the batch
/// and waits for the next print run. Asked again, answers the same. Refuses no reason, a line that the batch does not
/// have, and a bill that was canceled.
/// </summary>
public sealed class ReprintBill(PortalDbContext db, BusinessClock clock)
{
    /// <param name="No">Its place in the batch.</param>
    public sealed record Request(Guid BatchId, int No, string? Reason, Actor By);

    public async Task<Outcome<PrintBatchBill>> RunAsync(Request request, CancellationToken ct)
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

        if (await LineAsync(request, ct) is not { } line)
        {
            return new Refusal("Print_NoSuchLine", request.No);
        }

        if (line.LeftReason == LeftBatch.Reprinted)
        {
            return line;
        }

        if (line.LeftReason == LeftBatch.Canceled
            || await db.BillCancellations.AnyAsync(c => c.BillId == line.BillId, ct))
        {
            return new Refusal("Print_LineCanceled", request.No);
        }

        if (string.IsNullOrWhiteSpace(request.Reason))
        {
            return new Refusal("Print_ReasonMissing");
        }

        var account = await db.Bills.Where(b => b.Id == line.BillId).Select(b => b.CustomerAccountId).SingleAsync(ct);
        db.Add(AuditEntry.Of(
            clock.Now, request.By.Name, nameof(ReprintBill), account,
            new { batch = batch.Number, no = line.No, reason = request.Reason.Trim() }));
        await db.SaveChangesAsync(ct);
        await db.TakeOutOfBatchAsync([line.BillId], null, request.By, request.Reason.Trim(), clock, ct);
        var left = await LineAsync(request, ct);
        await tx.CommitAsync(ct);
        return left!;
    }

    private Task<PrintBatchBill?> LineAsync(Request request, CancellationToken ct) =>
        db.Set<PrintBatchBill>().AsNoTracking()
            .SingleOrDefaultAsync(l => l.BatchId == request.BatchId && l.No == request.No, ct);
}
