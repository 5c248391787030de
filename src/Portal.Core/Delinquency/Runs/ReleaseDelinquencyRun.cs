using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Delinquency.Runs;

/// <summary>
/// Lets a previewed run be done. Released once; asked again, answers with the release. Refuses whoever made the preview
/// (ck_delinquency_run_release_second_person), and a preview of another day: what is past due has changed since.
/// </summary>
public sealed class ReleaseDelinquencyRun(PortalDbContext db, BusinessClock clock)
{
    public sealed record Request(Guid RunId, Actor By);

    public async Task<Outcome<DelinquencyRunRelease>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtext({nameof(ReleaseDelinquencyRun)}), hashtext({$"{request.RunId}"}))",
            ct);
        if (await db.Set<DelinquencyRunRelease>().SingleOrDefaultAsync(r => r.RunId == request.RunId, ct)
            is { } already)
        {
            return already;
        }

        var run = await db.Set<DelinquencyRun>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == request.RunId, ct);
        if (WhyNot(run, request.By, clock.Today) is { } refusal) { return refusal; }

        var release = new DelinquencyRunRelease
        {
            RunId = request.RunId, ReleasedBy = request.By.Name, ReleasedAt = clock.Now,
        };
        db.Add(release);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(ReleaseDelinquencyRun), null, new
        {
            run = request.RunId,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return release;
    }

    /// <summary>Why somebody cannot release a run today; null when they can.</summary>
    public static Refusal? WhyNot(DelinquencyRun? run, Actor by, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(by);
        return run is null ? new("Delinquency_RunNotFound")
            : run.MadeBy == by.Name ? new("Delinquency_OwnRun")
            : run.AsOf != today ? new("Delinquency_RunOfAnotherDay")
            : null;
    }
}
