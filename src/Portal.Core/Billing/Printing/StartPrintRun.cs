using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Printing;

/// <summary>
/// Starts a print run: it takes the bills that wait to be printed, all or those of one bill run, and the worker puts
/// them into batches. Asked again with the same id, answers with the same run. Refuses when no bill waits.
/// </summary>
public sealed class StartPrintRun(PortalDbContext db, BusinessClock clock)
{
    /// <param name="Id">Made with the form.</param>
    /// <param name="BillRunId">Null for all that wait.</param>
    public sealed record Request(Guid Id, Guid? BillRunId, Actor By);

    public async Task<Outcome<PrintRun>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.LockPrintRunsAsync(ct);
        if (await db.Set<PrintRun>().SingleOrDefaultAsync(r => r.Id == request.Id, ct) is { } already)
        {
            return already;
        }

        db.RequireTransaction();
        var started = await db.Database.ExecuteSqlAsync($"""
            with taken as (
              update bill_print set print_run_id = {request.Id}
              where print_run_id is null and withdrawn_at is null
                and ({request.BillRunId}::uuid is null or run_id = {request.BillRunId}::uuid)
              returning 1)
            insert into print_run (id, bill_run_id, bills, started_by, started_at)
            select {request.Id}, {request.BillRunId}::uuid, count(*), {request.By.Name}, {clock.Now}
            from taken having count(*) > 0
            """, ct);
        if (started == 0)
        {
            return new Refusal("Print_NothingWaits");
        }

        var run = await db.Set<PrintRun>().SingleAsync(r => r.Id == request.Id, ct);
        db.Add(AuditEntry.Of(
            clock.Now, request.By.Name, nameof(StartPrintRun), null, new { run = run.Id, bills = run.Bills }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return run;
    }
}

/// <summary>The locks of printing.</summary>
internal static class PrintLocks
{
    /// <summary>One print run is started at a time: which bills it takes is counted once.</summary>
    internal static Task<int> LockPrintRunsAsync(this PortalDbContext db, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"lock table print_run in share row exclusive mode", ct);

    /// <summary>The run under its lock; null when there is none.</summary>
    internal static async Task<PrintRun?> LockPrintRunAsync(this PortalDbContext db, Guid id, CancellationToken ct) =>
        (await db.Set<PrintRun>().FromSql($"select * from print_run where id = {id} for update").ToListAsync(ct))
            .SingleOrDefault();

    /// <summary>The batch under its lock; null when there is none.</summary>
    internal static async Task<PrintBatch?> LockPrintBatchAsync(
        this PortalDbContext db, Guid id, CancellationToken ct) =>
        (await db.Set<PrintBatch>().FromSql($"select * from print_batch where id = {id} for update").ToListAsync(ct))
            .SingleOrDefault();
}
