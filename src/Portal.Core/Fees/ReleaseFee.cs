using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Fees;

/// <summary>
/// Puts a drafted version of a fee in force from its day on. Released twice is once. Refuses whoever drafted it (maker
/// is not checker), what was decided otherwise, and a day that has passed: what was charged since would be wrong.
/// </summary>
public sealed class ReleaseFee(PortalDbContext db, BusinessClock clock)
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
            return already.Decision == FeeDecision.Released ? rate : new Refusal("Fee_Decided");
        }

        if (WhyNot(rate, request.By, clock.Today) is { } refusal)
        {
            return refusal;
        }

        db.Add(new FeeRateDecision
        {
            FeeRateId = rate.Id,
            Decision = FeeDecision.Released,
            DecidedBy = request.By.Name,
            DecidedAt = clock.Now,
        });
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(ReleaseFee), null, new
        {
            fee = $"{rate.Kind}",
            version = rate.Version,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return rate;
    }

    /// <summary>Why this person cannot release it; the page says so beside the button.</summary>
    public static Refusal? WhyNot(FeeRate rate, Actor by, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(rate);
        ArgumentNullException.ThrowIfNull(by);
        return rate.DraftedBy == by.Name ? new("Rates_SecondPerson")
            : rate.EffectiveOn < today ? new("Fee_InPast", today)
            : null;
    }
}
