using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Batches;

/// <summary>
/// A second person says that a checked file is to be posted; a worker does it, row by row. Released once, however often
/// it is asked. Refuses an unknown file, one that does not wait, whoever brought it
/// (ck_adjustment_batch_second_person), a role below the bands for all of it (ck_adjustment_batch_band), accounts of
/// their own (ck_adjustment_batch_own_account), a file that was posted under another name, a closed period.
/// </summary>
public sealed class ReleaseBatch(PortalDbContext db, BusinessClock clock)
{
    public sealed record Request(Guid BatchId, Actor By);

    public async Task<Outcome<AdjustmentBatch>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockBatchAsync(request.BatchId, ct) is not { } batch) { return new Refusal("Batch_NotFound"); }

        if (batch.ReleasedAt is not null) { return batch; }

        if (await WhyNotAsync(db, batch, request.By, clock, ct) is { } refusal) { return refusal; }

        batch.State = BatchState.Released;
        (batch.ReleasedAt, batch.ReleasedBy, batch.ReleasedOn) = (clock.Now, request.By.Name, clock.Today);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(ReleaseBatch), null, new
        {
            batch = batch.Id,
            name = batch.FileName,
            rows = batch.RowCount,
            charges = batch.Charges.Cents,
            credits = batch.Credits.Cents,
        }));
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException fault) when (fault.InnerException is PostgresException
        {
            ConstraintName: "ux_adjustment_batch_once",
        })
        {
            return new Refusal("Batch_PostedBefore");
        }

        await tx.CommitAsync(ct);
        return batch;
    }

    /// <summary>
    /// Why this person cannot release it, or let it go on once stopped; null when they can. Its page asks too.
    /// </summary>
    public static async Task<Refusal?> WhyNotAsync(
        PortalDbContext db, AdjustmentBatch batch, Actor by, BusinessClock clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(clock);
        if (batch.State is not (BatchState.Checked or BatchState.Stopped)) { return new("Batch_Over"); }

        if (batch.UploadedBy == by.Name) { return new("Approval_OwnRequest"); }

        var rules = await db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, clock.Today, ct);
        var all = batch.Charges + batch.Credits;
        if (await db.StaffMembers.AnyAsync(s => by.Name == "staff:" + s.UserId, ct)
            && await db.ReachOfAsync(by, ct) < (rules?.RankFor(nameof(AdjustAccount), all) ?? 0))
        {
            return new("Approval_AboveBand", all);
        }

        var own = await db.Database.SqlQuery<bool>($"""
            select exists (select from adjustment_batch_row r
              where r.batch_id = {batch.Id} and is_own_account({by.Name}, r.customer_account_id)) as "Value"
            """).ToListAsync(ct);
        return own.Single() ? new("Approval_OwnAccount") : await ClosedPeriod.WhyNotAsync(db, clock.Today, ct);
    }
}

/// <summary>The lock that serialises what is done to one file.</summary>
internal static class BatchLock
{
    public static Task<AdjustmentBatch?> LockBatchAsync(this PortalDbContext db, Guid id, CancellationToken ct)
    {
        db.Forget(read => read is AdjustmentBatch b && b.Id == id);
        return db.Set<AdjustmentBatch>().FromSql($"select * from adjustment_batch where id = {id} for update")
            .SingleOrDefaultAsync(ct);
    }
}
