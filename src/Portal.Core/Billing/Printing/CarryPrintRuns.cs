using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Jobs;

namespace Portal.Core.Billing.Printing;

/// <summary>
/// The worker's turn at print runs: claims one that is not stopped, sorts its bills into postal order and makes batch
/// after batch. A batch is written whole, and only while the run is still this worker's: one that died or was slow
/// leaves nothing half done and nothing twice.
/// </summary>
public sealed class CarryPrintRuns(
    PortalDbContext db, SortPrintRun sort, MakePrintBatch makeBatch, IOptions<PrintSettings> settings,
    BusinessClock clock)
{
    private TimeSpan Lease => TimeSpan.FromSeconds(settings.Value.LeaseSeconds);

    /// <returns>Bills printed.</returns>
    public async Task<QueueRound> RunAsync(CancellationToken ct)
    {
        var me = Guid.CreateVersion7();
        if (await ClaimAsync(me, ct) is not { } run)
        {
            return new QueueRound(0);
        }

        try
        {
            await sort.RunAsync(run.Id, ct);
            var done = 0;
            while (!ct.IsCancellationRequested && await RenewAsync(run.Id, me, ct)
                && await makeBatch.RunAsync(run.Id, me, ct) is var printed and > 0)
            {
                done += printed;
            }

            await FinishAsync(run.Id, me, ct);
            return new QueueRound(done);
        }
        finally
        {
            await db.Database.ExecuteSqlAsync(
                $"update print_run set lease_by = null, lease_until = null where id = {run.Id} and lease_by = {me}",
                CancellationToken.None);
        }
    }

    private async Task<PrintRun?> ClaimAsync(Guid me, CancellationToken ct) =>
        (await db.Set<PrintRun>().FromSql($"""
            update print_run set lease_by = {me}, lease_until = {clock.Now + Lease}
            where id = (
              select id from print_run
              where state = 'printing' and stopped_at is null
                and (lease_until is null or lease_until < {clock.Now})
              order by started_at limit 1 for update skip locked)
            returning *
            """).AsNoTracking().ToListAsync(ct)).SingleOrDefault();

    /// <returns>False when the run was stopped or is another's.</returns>
    private async Task<bool> RenewAsync(Guid runId, Guid me, CancellationToken ct) =>
        await db.Database.ExecuteSqlAsync($"""
            update print_run set lease_until = {clock.Now + Lease}
            where id = {runId} and lease_by = {me} and stopped_at is null
            """, ct) == 1;

    private Task<int> FinishAsync(Guid runId, Guid me, CancellationToken ct) => db.Database.ExecuteSqlAsync($"""
        update print_run set state = 'printed', ended_at = {clock.Now}
        where id = {runId} and lease_by = {me} and state = 'printing' and stopped_at is null and not exists (
          select from bill_print where print_run_id = {runId} and batch_id is null and withdrawn_at is null)
        """, ct);
}
