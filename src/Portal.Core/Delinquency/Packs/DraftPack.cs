using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Delinquency.Packs;

/// <summary>
/// Writes down the pack that is to hold from a day on. It holds nothing until somebody else releases it. The same
/// operation drafts once. Refuses a document that <see cref="CheckPack"/> finds fault with, all faults at once, and a
/// day that has passed.
/// </summary>
public sealed class DraftPack(PortalDbContext db, BusinessClock clock)
{
    /// <param name="PackId">Made with the form.</param>
    /// <param name="Document">The whole pack as JSON.</param>
    public sealed record Request(Guid PackId, DateOnly EffectiveOn, string Document, Actor By);

    public async Task<Outcome<PackVersion>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.LockPacksAsync(ct);
        if (await db.Set<PackVersion>().SingleOrDefaultAsync(p => p.Id == request.PackId, ct) is { } already)
        {
            return already;
        }

        if (Refusal.Of(CheckPack.Of(request.Document)) is { } refusal) { return refusal; }

        if (request.EffectiveOn < clock.Today) { return new Refusal("Pack_DayPassed", clock.Today); }

        var version = new PackVersion
        {
            Id = request.PackId,
            Code = RulePack.Read(request.Document).Code,
            EffectiveOn = request.EffectiveOn,
            Document = request.Document,
            MadeBy = request.By.Name,
            MadeAt = clock.Now,
        };
        db.Add(version);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(DraftPack), null, new
        {
            pack = version.Id,
            code = version.Code,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return version;
    }
}

/// <summary>One change at a time to the packs.</summary>
internal static class PackLock
{
    internal static Task LockPacksAsync(this PortalDbContext db, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('pack_version'))", ct);
}
