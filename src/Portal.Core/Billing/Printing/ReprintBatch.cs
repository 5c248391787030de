using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Printing;

/// <summary>
/// Prints a batch again, for a reason: its bills leave it and a print run of their own puts them into another, without
/// those canceled meanwhile and to the addresses of today. The old batch stays as it was, and says why it was replaced.
/// Asked again with the same id, answers with the same run. Refuses no reason, a batch replaced before, and one of
/// which no bill is left.
/// </summary>
public sealed class ReprintBatch(PortalDbContext db, BusinessClock clock)
{
    /// <param name="Id">Made with the form: the print run's.</param>
    public sealed record Request(Guid Id, Guid BatchId, string? Reason, Actor By);

    public async Task<Outcome<PrintRun>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.LockPrintRunsAsync(ct);
        if (await db.Set<PrintRun>().SingleOrDefaultAsync(r => r.Id == request.Id, ct) is { } already)
        {
            return already;
        }

        if (await db.LockPrintBatchAsync(request.BatchId, ct) is not { } batch)
        {
            return new Refusal("Print_BatchNotFound");
        }

        if (batch.State == PrintBatchState.Replaced)
        {
            return new Refusal("Print_BatchReplaced", batch.Number);
        }

        if (string.IsNullOrWhiteSpace(request.Reason))
        {
            return new Refusal("Print_ReasonMissing");
        }

        var bills = await db.Set<PrintBatchBill>().Where(l => l.BatchId == batch.Id && l.LeftAt == null)
            .OrderBy(l => l.BillId).Select(l => l.BillId).ToArrayAsync(ct);
        if (bills.Length == 0)
        {
            return new Refusal("Print_NothingLeft");
        }

        var reason = request.Reason.Trim();
        var run = new PrintRun
        {
            Id = request.Id, ReprintsId = batch.Id, Bills = bills.Length, StartedBy = request.By.Name,
            StartedAt = clock.Now,
        };
        db.Add(run);
        batch.Replace(reason, request.By.Name, clock.Now);
        db.Add(AuditEntry.Of(
            clock.Now, request.By.Name, nameof(ReprintBatch), null,
            new { batch = batch.Number, bills = bills.Length, reason }));
        await db.SaveChangesAsync(ct);
        await db.TakeOutOfBatchAsync(bills, run.Id, request.By, reason, clock, ct);
        await tx.CommitAsync(ct);
        return run;
    }
}

/// <summary>How bills leave their batches to be printed again.</summary>
internal static class LeaveBatch
{
    /// <summary>To a print run, or back into the queue. The caller holds the batch's lock.</summary>
    internal static async Task TakeOutOfBatchAsync(
        this PortalDbContext db, Guid[] bills, Guid? toRun, Actor by, string note, BusinessClock clock,
        CancellationToken ct)
    {
        db.RequireTransaction();
        await db.Database.ExecuteSqlAsync($"""
            update bill_print set batch_id = null, print_run_id = {toRun}::uuid, post = null
            where bill_id = any({bills}) and withdrawn_at is null
            """, ct);
        db.RequireTransaction();
        await db.Database.ExecuteSqlAsync($"""
            update print_batch_bill
            set left_at = {clock.Now}, left_reason = 'reprinted', left_by = {by.Name}, left_note = {note}
            where bill_id = any({bills}) and left_at is null
            """, ct);
    }
}
