using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Batches;

/// <summary>
/// Stops a released file between two rows, lets a stopped one go on, or throws away one that nobody released. What it
/// is already, it stays. Refuses an unknown file, any other move (tr_adjustment_batch_keeps_what_came), and whoever may
/// not release it to let it go on: the one who brought it does not undo a second person's stop.
/// </summary>
public sealed class MoveBatch(PortalDbContext db, BusinessClock clock)
{
    private static readonly HashSet<(BatchState, BatchState)> Moves =
    [
        (BatchState.Released, BatchState.Stopped),
        (BatchState.Stopped, BatchState.Released),
        (BatchState.Checked, BatchState.Discarded),
        (BatchState.Refused, BatchState.Discarded),
    ];

    /// <param name="To">Stopped, released or discarded.</param>
    public sealed record Request(Guid BatchId, BatchState To, Actor By);

    public async Task<Outcome<AdjustmentBatch>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockBatchAsync(request.BatchId, ct) is not { } batch) { return new Refusal("Batch_NotFound"); }

        if (batch.State == request.To) { return batch; }

        if (!Moves.Contains((batch.State, request.To))) { return new Refusal("Batch_Over"); }

        if (request.To == BatchState.Released
            && await ReleaseBatch.WhyNotAsync(db, batch, request.By, clock, ct) is { } refusal)
        {
            return refusal;
        }

        if (request.To == BatchState.Discarded)
        {
            await db.Set<AdjustmentBatchRow>().Where(r => r.BatchId == batch.Id).ExecuteDeleteAsync(ct);
        }

        batch.State = request.To;
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(MoveBatch), null, new
        {
            batch = batch.Id,
            state = $"{batch.State}",
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return batch;
    }
}
