using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.LateCharges;

/// <summary>
/// Lets a previewed run be posted. Released once; asked again, answers with the release. Refuses whoever made the
/// preview, and a preview of another day: what is late has changed since.
/// </summary>
public sealed class ReleaseLateCharges(PortalDbContext db, BusinessClock clock)
{
    public sealed record Request(Guid RunId, Actor By);

    public async Task<Outcome<LateChargeRunRelease>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var run = await db.Set<LateChargeRun>()
            .AsNoTracking().SingleOrDefaultAsync(r => r.Id == request.RunId, ct);
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtext({nameof(ReleaseLateCharges)}), hashtext({$"{request.RunId}"}))",
            ct);
        var already = await db.Set<LateChargeRunRelease>().SingleOrDefaultAsync(r => r.RunId == request.RunId, ct);
        if (already is not null)
        {
            return already;
        }

        if (WhyNot(run, request.By, clock.Today) is { } refusal)
        {
            return refusal;
        }

        var release = new LateChargeRunRelease
        {
            RunId = request.RunId, ReleasedBy = request.By.Name, ReleasedAt = clock.Now,
        };
        db.Add(release);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(ReleaseLateCharges), null, new
        {
            run = request.RunId,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return release;
    }

    /// <summary>Why somebody cannot release a run today; null when they can.</summary>
    public static Refusal? WhyNot(LateChargeRun? run, Actor by, DateOnly today) =>
        run is null ? new("Late_RunNotFound")
        : run.MadeBy == by.Name ? new("Late_OwnRun")
        : run.AsOf != today ? new("Late_RunOfAnotherDay")
        : null;
}
