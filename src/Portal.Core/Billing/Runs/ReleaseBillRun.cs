using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Runs;

/// <summary>
/// A second person lets a previewed run be issued, exactly as they saw it: the request names the digest of the preview.
/// Asked again by the same person, answers the same. Refuses who prepared it (ck_bill_run_second_person), another
/// digest, a run that is not previewed, a closed month, and any day but the bill date: bills are dated, due and posted
/// by it, and later would leave too few days to pay (decision 0024).
/// </summary>
public sealed class ReleaseBillRun(PortalDbContext db, BusinessClock clock)
{
    /// <param name="DigestSeen">As <see cref="BillRun.DigestText"/> of the page that was looked at.</param>
    public sealed record Request(Guid RunId, string DigestSeen, Actor By);

    /// <summary>Why this person may not release it now; null when they may. The page asks it too.</summary>
    public static Refusal? WhyNot(BillRun run, Actor by, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(by);
        return run.State != BillRunState.Previewed ? new Refusal("Run_NotPreviewed")
            : run.PreparedBy == by.Name ? new Refusal("Run_SecondPerson")
            : run.BillOn > today ? new Refusal("Run_NotYet", run.BillOn)
            : run.BillOn < today ? new Refusal("Run_DatePassed", run.BillOn)
            : null;
    }

    public async Task<Outcome<BillRun>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        if (await db.LockRunAsync(request.RunId, ct) is not { } run)
        {
            return new Refusal("Run_NotFound");
        }

        if (run.ReleasedBy == request.By.Name && run.DigestText == request.DigestSeen)
        {
            return run;
        }

        if (WhyNot(run, request.By, clock.Today) is { } refusal)
        {
            return refusal;
        }

        if (!await db.IsMonthOpenAsync(run.BillOn, ct))
        {
            return new Refusal("Run_MonthClosed", new DateOnly(run.BillOn.Year, run.BillOn.Month, 1));
        }

        if (run.DigestText != request.DigestSeen)
        {
            return new Refusal("Run_Changed");
        }

        run.Release(request.By.Name, clock.Now);
        db.Add(RunAudit.Of("ReleaseBillRun", run, request.By, clock.Now));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return run;
    }
}
