using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.SecurityDeposits;

/// <summary>
/// Gives a demand for a deposit up, with a reason: good history elsewhere, a letter of credit. Dropped twice is once.
/// Refuses an unknown demand, one that was paid, no reason.
/// </summary>
public sealed class DropDemand(PortalDbContext db, BusinessClock clock)
{
    public sealed record Request(Guid DemandId, string Reason, Actor By);

    public async Task<Outcome<DepositDemand>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var demand = await db.Set<DepositDemand>().AsNoTracking()
            .SingleOrDefaultAsync(d => d.Id == request.DemandId, ct);
        if (demand is null || await db.LockAccountAsync(demand.CustomerAccountId, ct) is null)
        {
            return new Refusal("Deposit_NoDemand");
        }

        if (await db.Set<DepositDemandDrop>().AnyAsync(d => d.DemandId == demand.Id, ct))
        {
            return demand;
        }

        if (await db.Set<SecurityDeposit>().AnyAsync(d => d.DemandId == demand.Id, ct))
        {
            return new Refusal("Deposit_DemandPaid");
        }

        if (string.IsNullOrWhiteSpace(request.Reason))
        {
            return new Refusal("Adjust_NoteMissing");
        }

        db.Add(new DepositDemandDrop
        {
            DemandId = demand.Id,
            Reason = request.Reason.Trim(),
            DroppedAt = clock.Now,
            DroppedBy = request.By.Name,
        });
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(DropDemand), demand.CustomerAccountId, new
        {
            demand = demand.Id,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return demand;
    }
}
