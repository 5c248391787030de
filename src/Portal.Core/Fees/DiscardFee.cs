using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Fees;

/// <summary>
/// Puts a drafted version of a fee away for good; its history stays. Discarded twice is once. Refuses what was
/// released.
/// </summary>
public sealed class DiscardFee(PortalDbContext db, BusinessClock clock)
{
    public sealed record Request(Guid FeeRateId, Actor By);

    public async Task<Outcome<FeeRate>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.Set<FeeRate>().AsNoTracking().SingleOrDefaultAsync(
                r => r.Id == request.FeeRateId, ct) is not { } rate)
        {
            return new Refusal("Fee_NotFound");
        }

        await db.LockFeeAsync(rate.Kind, ct);
        var already = await db.Set<FeeRateDecision>().AsNoTracking()
            .SingleOrDefaultAsync(d => d.FeeRateId == rate.Id, ct);
        if (already is not null)
        {
            return already.Decision == FeeDecision.Discarded ? rate : new Refusal("Fee_Decided");
        }

        db.Add(new FeeRateDecision
        {
            FeeRateId = rate.Id,
            Decision = FeeDecision.Discarded,
            DecidedBy = request.By.Name,
            DecidedAt = clock.Now,
        });
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(DiscardFee), null, new
        {
            fee = $"{rate.Kind}",
            version = rate.Version,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return rate;
    }
}
