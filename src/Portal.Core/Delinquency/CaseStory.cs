using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Flags;
using Portal.Core.Data;

namespace Portal.Core.Delinquency;

/// <summary>A case as the office reads it: its steps, the newest first, and what holds the account.</summary>
/// <param name="Case">The open case, or the last that was closed.</param>
/// <param name="Holds">Placed here, standing ones first; the standing tells of those that others keep.</param>
public sealed record CaseStory(
    DelinquencyCase Case, IReadOnlyList<CaseStory.Step> Steps, IReadOnlyList<CaseStory.Hold> Holds)
{
    /// <summary>Null where nothing was ever collected on the account.</summary>
    public static async Task<CaseStory?> OfAsync(PortalDbContext db, Guid accountId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var last = await db.Set<DelinquencyCase>().AsNoTracking().Where(c => c.CustomerAccountId == accountId)
            .OrderBy(c => c.ClosedAt != null).ThenByDescending(c => c.ChangedAt).FirstOrDefaultAsync(ct);
        if (last is null) { return null; }

        var steps = await db.Set<DelinquencyStep>().AsNoTracking().Where(s => s.CaseId == last.Id)
            .OrderByDescending(s => s.No).ToListAsync(ct);
        var names = await StaffNames.OfAsync(db, steps.Select(s => s.ByWhom), [], ct);
        return new(
            last, [.. steps.Select(s => new Step(s, names.Of(s.ByWhom)))], await HoldsAsync(db, accountId, ct));
    }

    /// <summary>What holds an account, or every account.</summary>
    /// <param name="accountId">Null for the holds of all accounts.</param>
    public static async Task<IReadOnlyList<Hold>> HoldsAsync(PortalDbContext db, Guid? accountId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var holds = await db.Set<ShutOffHold>().AsNoTracking().Where(h => h.CustomerAccountId == accountId)
            .OrderBy(h => h.EndedAt != null).ThenByDescending(h => h.MadeAt).ToListAsync(ct);
        var names = await StaffNames.OfAsync(db, [], holds.Select(h => h.OwnerId), ct);
        return [.. holds.Select(h => new Hold(h, names.Of(h.OwnerId)))];
    }

    /// <param name="By">A name for people.</param>
    public sealed record Step(DelinquencyStep Taken, string By);

    public sealed record Hold(ShutOffHold Placed, string Owner);
}
