using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Runs;

/// <summary>
/// Starts the run of a period: the worker then gathers and prices its accounts. Bills carry the period's bill date, or
/// today when that has passed, and are due no sooner than the period says. A period has one open run: asked again,
/// answers with it. Refuses an unknown period, one whose closing reads are still to come, and a closed month.
/// </summary>
public sealed class StartBillRun(PortalDbContext db, BusinessClock clock)
{
    public sealed record Request(Guid BillingPeriodId, Actor By);

    public async Task<Outcome<BillRun>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var period = (await db.Set<BillingPeriod>()
            .FromSql($"select * from billing_period where id = {request.BillingPeriodId} for update")
            .AsNoTracking().ToListAsync(ct)).SingleOrDefault();
        if (period is null)
        {
            return new Refusal("Run_NoPeriod");
        }

        var open = await db.Set<BillRun>().SingleOrDefaultAsync(
            r => r.BillingPeriodId == period.Id
                && r.State != BillRunState.Issued && r.State != BillRunState.Abandoned, ct);
        if (open is not null)
        {
            return open;
        }

        if (period.PeriodTo > clock.Today)
        {
            return new Refusal("Run_TooEarly", period.PeriodTo);
        }

        var billOn = period.BillOn >= clock.Today ? period.BillOn : clock.Today;
        if (!await db.IsMonthOpenAsync(billOn, ct))
        {
            return new Refusal("Run_MonthClosed", new DateOnly(billOn.Year, billOn.Month, 1));
        }

        var run = new BillRun
        {
            Id = Guid.CreateVersion7(),
            BillingPeriodId = period.Id,
            BillOn = billOn,
            DueOn = billOn.AddDays(period.DueOn.DayNumber - period.BillOn.DayNumber),
            PreparedBy = request.By.Name,
            PreparedAt = clock.Now,
        };
        db.Add(run);
        db.Add(RunAudit.Of("StartBillRun", run, request.By, clock.Now));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return run;
    }
}

/// <summary>What is written down of every act on a run.</summary>
internal static class RunAudit
{
    internal static AuditEntry Of(string act, BillRun run, Actor by, DateTimeOffset at) => new()
    {
        Id = Guid.CreateVersion7(),
        At = at,
        Actor = by.Name,
        Act = act,
        Detail = $$"""{"run":"{{run.Id}}","digest":"{{run.DigestText}}"}""",
    };

    /// <summary>Bills of a day can be posted.</summary>
    internal static Task<bool> IsMonthOpenAsync(this PortalDbContext db, DateOnly day, CancellationToken ct)
    {
        var month = new DateOnly(day.Year, day.Month, 1);
        return db.AccountingPeriods.AnyAsync(p => p.StartsOn == month && p.State == PeriodState.Open, ct);
    }

    /// <summary>The run under its lock; null when there is none.</summary>
    internal static async Task<BillRun?> LockRunAsync(this PortalDbContext db, Guid id, CancellationToken ct) =>
        (await db.Set<BillRun>().FromSql($"select * from bill_run where id = {id} for update").ToListAsync(ct))
            .SingleOrDefault();
}
