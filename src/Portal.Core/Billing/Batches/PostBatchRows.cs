using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Approvals;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Batches;

/// <summary>
/// The worker's turn at released files: each row in a transaction of its own, with its adjustment, so that it is posted
/// once whatever dies and however many workers run. A row goes by every rule of AdjustAccount as of that moment; what
/// is refused is kept with the reason. One that fails waits, and those behind it are posted. When no row waits the file
/// is done. Where the period is closed rows wait.
/// </summary>
public sealed class PostBatchRows(PortalDbContext db, AdjustAccount adjust, BusinessClock clock)
{
    private const int RowsInRound = 50;

    /// <returns>How many rows were worked on, or files finished.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        if (await ClosedPeriod.WhyNotAsync(db, clock.Today, ct) is not null) { return 0; }

        var (each, done, tried) = (new OneByOne(db, ct), 0, new List<Guid>());
        while (done < RowsInRound && await NextAsync(tried, ct) is { Count: > 0 } rows)
        {
            tried.AddRange(rows);
            foreach (var id in rows) { done += await each.DoAsync(() => PostAsync(id, ct)); }
        }

        done += await db.Database.ExecuteSqlAsync($"""
            update adjustment_batch b set state = 'done', done_at = {clock.Now}
            where b.state = 'released' and not exists (
              select from adjustment_batch_row r where r.batch_id = b.id and r.outcome = 'waiting')
            """, ct);
        each.TellFaults();
        return done;
    }

    /// <summary>In the order of their files, but for those that failed a moment ago.</summary>
    private Task<List<Guid>> NextAsync(List<Guid> tried, CancellationToken ct) => (
        from row in db.Set<AdjustmentBatchRow>()
        join batch in db.Set<AdjustmentBatch>() on row.BatchId equals batch.Id
        where batch.State == BatchState.Released && row.Outcome == BatchRowOutcome.Waiting && !tried.Contains(row.Id)
        orderby batch.ReleasedAt, row.Line
        select row.Id).Take(RowsInRound).ToListAsync(ct);

    private async Task<int> PostAsync(Guid id, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var row = await db.Set<AdjustmentBatchRow>()
            .FromSql($"select * from adjustment_batch_row where id = {id} for update skip locked")
            .SingleOrDefaultAsync(ct);
        if (row is not { Outcome: BatchRowOutcome.Waiting }) { return 0; }

        // Whoever stops the file waits for this row, and none begins after.
        var batch = await db.Set<AdjustmentBatch>()
            .FromSql($"select * from adjustment_batch where id = {row.BatchId} for share").AsNoTracking()
            .SingleAsync(ct);
        if (batch.State != BatchState.Released) { return 0; }

        switch (await DoAsync(row, batch, ct))
        {
            case Outcome<Posted>.Done(var posted):
                (row.Outcome, row.AdjustmentId) = (BatchRowOutcome.Posted, posted.Adjustment!.Id);
                break;
            case Outcome<Posted>.Refused(var refusal):
                (row.Outcome, row.Why) = (BatchRowOutcome.Refused, refusal.Key);
                row.WhyValues =
                    [.. refusal.Values.Select(v => Convert.ToString(v, CultureInfo.InvariantCulture) ?? "")];
                break;
        }

        row.DoneAt = clock.Now;
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return 1;
    }

    /// <summary>By who brought it, approved by who released it: as if it had waited in the inbox alone.</summary>
    private async Task<Outcome<Posted>> DoAsync(AdjustmentBatchRow row, AdjustmentBatch batch, CancellationToken ct)
    {
        var (by, approver) = (new Actor(batch.UploadedBy), new Actor(batch.ReleasedBy!));
        if (await db.IsOwnAccountAsync(by, row.CustomerAccountId, ct)
            || await db.IsOwnAccountAsync(approver, row.CustomerAccountId, ct))
        {
            return new Refusal("Approval_OwnAccount");
        }

        var side = row.Amount.IsPositive ? Side.Debit : Side.Credit;
        return await adjust.RunAsync(
            new(row.Id, row.CustomerAccountId, side, row.OpenItemId, row.Amount.IsPositive ? row.Amount : -row.Amount,
                row.Reason, row.Note, $"{batch.FileName} {row.Line}", Usd.Zero, by)
            {
                ApprovedBy = approver,
            },
            ct);
    }
}
