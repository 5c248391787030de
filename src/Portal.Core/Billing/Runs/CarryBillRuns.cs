using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Jobs;

namespace Portal.Core.Billing.Runs;

/// <summary>
/// The worker's turn at bill runs: claims one that is under way and not stopped, and carries it on, chunk by chunk.
/// Any number of workers may run; every chunk is written only while the lease is still this one's, so a worker that
/// died or was slow leaves nothing half done and nothing twice. A released run whose bill date has passed waits for a
/// person: its bills would leave too few days to pay.
/// </summary>
public sealed class CarryBillRuns(
    PortalDbContext db, RunChunks chunks, PreviewRun preview, IssueRun issue, BusinessClock clock)
{
    /// <summary>A statement of a run takes seconds; a machine that is busy may need many of them.</summary>
    private static readonly TimeSpan LongestStatement = TimeSpan.FromMinutes(10);

    public async Task<QueueRound> RunAsync(CancellationToken ct)
    {
        var me = Guid.CreateVersion7();
        db.Database.SetCommandTimeout(LongestStatement);
        if (await ClaimAsync(me, ct) is not { } run)
        {
            return new QueueRound(0);
        }

        try
        {
            var done = run.State == BillRunState.Previewing
                ? await preview.RunAsync(run, me, ct)
                : await issue.RunAsync(run, me, ct);
            return new QueueRound(done);
        }
        finally
        {
            await db.Database.ExecuteSqlAsync(
                $"update bill_run set lease_by = null, lease_until = null where id = {run.Id} and lease_by = {me}",
                CancellationToken.None);
        }
    }

    private async Task<BillRun?> ClaimAsync(Guid me, CancellationToken ct) =>
        (await db.Set<BillRun>().FromSql($"""
            update bill_run set lease_by = {me}, lease_until = {clock.Now + chunks.Lease}
            where id = (
              select id from bill_run
              where state in ('previewing', 'issuing') and stopped_at is null
                and (state = 'previewing' or bill_on >= {clock.Today})
                and (lease_until is null or lease_until < {clock.Now})
              order by prepared_at limit 1 for update skip locked)
            returning *
            """).AsNoTracking().ToListAsync(ct)).SingleOrDefault();
}
