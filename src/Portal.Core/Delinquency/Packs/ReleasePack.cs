using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Delinquency.Packs;

/// <summary>
/// Lets the newest draft hold from its day on. Released once; asked again, answers with the release. Refuses whoever
/// wrote it (ck_pack_release_second_person), a draft that a newer one replaced, one whose day has passed, and one that
/// the law as known by now no longer allows.
/// </summary>
public sealed class ReleasePack(PortalDbContext db, BusinessClock clock)
{
    public sealed record Request(Guid PackId, Actor By);

    public async Task<Outcome<PackRelease>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.LockPacksAsync(ct);
        if (await db.Set<PackRelease>().SingleOrDefaultAsync(r => r.PackId == request.PackId, ct) is { } already)
        {
            return already;
        }

        var version = await db.Set<PackVersion>().AsNoTracking()
            .SingleOrDefaultAsync(p => p.Id == request.PackId, ct);
        if (WhyNot(version, await db.PackDraftAsync(ct), request.By, clock.Today) is { } refusal) { return refusal; }

        var release = new PackRelease { PackId = request.PackId, ReleasedBy = request.By.Name, ReleasedAt = clock.Now };
        db.Add(release);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(ReleasePack), null, new { pack = request.PackId }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return release;
    }

    /// <summary>Why this person cannot release it; null when they can.</summary>
    public static Refusal? WhyNot(PackVersion? version, PackVersion? draft, Actor by, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(by);
        return version is null ? new("Pack_NotFound")
            : version.MadeBy == by.Name ? new("Pack_OwnDraft")
            : draft?.Id != version.Id ? new("Pack_NewerDraft")
            : version.EffectiveOn < today ? new("Pack_DayPassed", today)
            : Refusal.Of(CheckPack.Of(version.Document));
    }
}
