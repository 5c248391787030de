using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Fees;

/// <summary>What releasing and discarding a drafted version of a fee have in common.</summary>
internal static class DecideFee
{
    /// <summary>
    /// Decides about a drafted version, once and for all, under the fee's lock. Decided the same way before, it is done
    /// already. Refuses an unknown version, and one that was decided otherwise.
    /// </summary>
    /// <param name="act">The act's name, for the audit.</param>
    /// <param name="whyNot">What else stands against it.</param>
    internal static async Task<Outcome<FeeRate>> RunAsync(
        PortalDbContext db, BusinessClock clock, Guid feeRateId, FeeDecision decision, Actor by, string act,
        Func<FeeRate, Refusal?> whyNot, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.Set<FeeRate>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == feeRateId, ct) is not { } rate)
        {
            return new Refusal("Fee_NotFound");
        }

        await db.LockFeeAsync(rate.Kind, ct);
        var already = await db.Set<FeeRateDecision>().AsNoTracking()
            .SingleOrDefaultAsync(d => d.FeeRateId == rate.Id, ct);
        if (already is not null)
        {
            return already.Decision == decision ? rate : new Refusal("Fee_Decided");
        }

        if (whyNot(rate) is { } refusal)
        {
            return refusal;
        }

        db.Add(new FeeRateDecision
        {
            FeeRateId = rate.Id,
            Decision = decision,
            DecidedBy = by.Name,
            DecidedAt = clock.Now,
        });
        db.Add(AuditEntry.Of(clock.Now, by.Name, act, null, new
        {
            fee = $"{rate.Kind}",
            version = rate.Version,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return rate;
    }
}
