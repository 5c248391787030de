using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Printing;

/// <summary>
/// Stops a print run after the batch that is being made, or lets it go on. Asked again, answers the same. Refuses a
/// run that has come to its end.
/// </summary>
public sealed class StopPrintRun(PortalDbContext db, BusinessClock clock)
{
    /// <param name="Resume">Let it go on, instead of stopping it.</param>
    public sealed record Request(Guid PrintRunId, bool Resume, Actor By);

    public async Task<Outcome<PrintRun>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockPrintRunAsync(request.PrintRunId, ct) is not { } run)
        {
            return new Refusal("Print_RunNotFound");
        }

        if (run.State == PrintRunState.Printed)
        {
            return new Refusal("Print_RunEnded");
        }

        if (request.Resume == (run.StoppedAt is null))
        {
            return run;
        }

        if (request.Resume)
        {
            run.Resume();
        }
        else
        {
            run.Stop(request.By.Name, clock.Now);
        }

        db.Add(AuditEntry.Of(
            clock.Now, request.By.Name, request.Resume ? "ResumePrintRun" : nameof(StopPrintRun), null,
            new { run = run.Id }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return run;
    }
}
