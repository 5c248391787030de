using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Jobs;
using Portal.Core.Payments;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Runs;

/// <summary>
/// The worker's turn at bill runs: claims the one that is under way and waited longest, and carries it on, chunk by
/// chunk. Any number of workers may run; every chunk is written only while the lease is still this one's, so a worker
/// that died or was slow leaves nothing half done and nothing twice. A run that fails again and again is stopped and
/// put before the office, so that it keeps no other waiting; so is a released run that was not issued by the end of the
/// day after its bill date: its bills would leave too few days to pay.
/// </summary>
public sealed class CarryBillRuns(
    PortalDbContext db, RunChunks chunks, PreviewRun preview, IssueRun issue, RaiseOfficeTask raiseTask,
    BusinessClock clock)
{
    /// <summary>Failures in a row, with no chunk written between, after which a run is stopped.</summary>
    public const int MostFailures = 5;

    /// <summary>A statement of a run takes seconds; a machine that is busy may need many of them.</summary>
    private static readonly TimeSpan LongestStatement = TimeSpan.FromMinutes(10);

    public async Task<QueueRound> RunAsync(CancellationToken ct)
    {
        var me = Guid.CreateVersion7();
        db.Database.SetCommandTimeout(LongestStatement);
        await StopLateAsync(ct);
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
        catch (Exception fault) when (!IsNotItsOwn(fault, ct))
        {
            await FailedAsync(run, me, fault);
            throw;
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
            update bill_run set lease_by = {me}, lease_until = {clock.Now + chunks.Lease}, tried_at = {clock.Now}
            where id = (
              select id from bill_run
              where state in ('previewing', 'issuing') and stopped_at is null
                and (lease_until is null or lease_until < {clock.Now})
              order by tried_at nulls first, prepared_at limit 1 for update skip locked)
            returning *
            """).AsNoTracking().ToListAsync(ct)).SingleOrDefault();

    /// <summary>Released runs that nobody may carry on any more wait for a person, who is told.</summary>
    private async Task StopLateAsync(CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var late = await db.Database.SqlQuery<Guid>($"""
            update bill_run set stopped_at = {clock.Now}, stopped_by = {Actor.System.Name}, stop_reason = 'date_passed'
            where id in (
              select id from bill_run where state = 'issuing' and stopped_at is null and bill_on + 1 < {clock.Today}
                and (lease_until is null or lease_until < {clock.Now})
              order by id for update skip locked)
            returning id as "Value"
            """).ToListAsync(ct);
        foreach (var id in late)
        {
            await raiseTask.RunAsync(
                new("bill_run", $"bill_run:{id}:date_passed",
                    $"Bill run {id} was released and not issued by the end of the day after its bill date. "
                    + "Give it up, and prepare another run for the accounts left over."),
                ct);
        }

        await tx.CommitAsync(ct);
    }

    /// <summary>The worker is asked to end, or the database is away: no fault of the run.</summary>
    private static bool IsNotItsOwn(Exception fault, CancellationToken ct) =>
        (fault is OperationCanceledException && ct.IsCancellationRequested)
        || fault is NpgsqlException { IsTransient: true };

    private async Task FailedAsync(BillRun run, Guid me, Exception fault)
    {
        db.ChangeTracker.Clear();
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, CancellationToken.None);
        var said = fault.GetBaseException() is PostgresException { ConstraintName: { } rule } refused
            ? $"{rule}: {refused.MessageText}"
            : $"{fault.GetBaseException().GetType().Name}: {fault.GetBaseException().Message}";
        said = said.Length > 500 ? said[..500] : said;
        var failures = (await db.Database.SqlQuery<int>($"""
            update bill_run set failures = failures + 1, last_failure = {said},
              stopped_at = case when failures + 1 >= {MostFailures} then coalesce(stopped_at, {clock.Now}) end,
              stopped_by = case when failures + 1 >= {MostFailures} then coalesce(stopped_by, {Actor.System.Name}) end,
              stop_reason = case when failures + 1 >= {MostFailures} then 'failures' end
            where id = {run.Id} and lease_by = {me} and stopped_at is null returning failures as "Value"
            """).ToListAsync(CancellationToken.None)).SingleOrDefault();
        if (failures >= MostFailures)
        {
            await raiseTask.RunAsync(
                new("bill_run", $"bill_run:{run.Id}:{clock.Now.UtcTicks}",
                    $"Bill run {run.Id} failed {failures} times in a row and was stopped. Last: {said}"),
                CancellationToken.None);
        }

        await tx.CommitAsync(CancellationToken.None);
    }
}
