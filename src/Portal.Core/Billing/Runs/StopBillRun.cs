using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Runs;

/// <summary>
/// Stops a run between two chunks, lets it go on, or gives it up; bills issued before that stand, and the accounts left
/// over can be billed by another run of the period. Asked again, answers the same. Refuses a run that is not under way,
/// giving up one that is issuing and not stopped, and going on with one whose bill date has passed by more than a day.
/// </summary>
public sealed class StopBillRun(PortalDbContext db, BusinessClock clock)
{
    public enum Wish
    {
        Stop,
        Resume,
        Abandon,
    }

    public sealed record Request(Guid RunId, Wish Wish, Actor By);

    public async Task<Outcome<BillRun>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        if (await db.LockRunAsync(request.RunId, ct) is not { } run)
        {
            return new Refusal("Run_NotFound");
        }

        switch (request.Wish)
        {
            case Wish.Abandon when run.State == BillRunState.Abandoned:
                return run;
            case Wish.Stop or Wish.Resume when !run.IsUnderWay:
                return new Refusal("Run_NotUnderWay");
            case Wish.Abandon when BillRunMoves.Next(run.State, BillRunEvent.Abandon) is null:
                return new Refusal("Run_NotUnderWay");
            case Wish.Abandon when run.State == BillRunState.Issuing && run.StoppedAt is null:
                return new Refusal("Run_StopFirst");
            case Wish.Resume when run.State == BillRunState.Issuing && run.LastIssueDay < clock.Today:
                return new Refusal("Run_DatePassed", run.BillOn);
            case Wish.Stop when run.StoppedAt is null:
                run.Stop(request.By.Name, clock.Now);
                break;
            case Wish.Resume when run.StoppedAt is not null:
                run.Resume();
                break;
            case Wish.Abandon:
                run.Abandon(clock.Now);
                break;
            default:
                return run;
        }

        db.Add(RunAudit.Of($"{request.Wish}BillRun", run, request.By, clock.Now));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return run;
    }
}
