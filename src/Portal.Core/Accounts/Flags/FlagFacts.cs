using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Data;

namespace Portal.Core.Accounts.Flags;

/// <summary>Asked wherever a flag has an effect.</summary>
public static class FlagFacts
{
    /// <summary>True while the account bears the flag.</summary>
    public static Task<bool> IsFlaggedAsync(
        this PortalDbContext db, Guid accountId, FlagKind kind, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<AccountFlag>().AnyAsync(
            f => f.CustomerAccountId == accountId && f.Kind == kind && f.LiftedAt == null, ct);
    }

    /// <summary>
    /// Those of the accounts that a court's stay covers whole on a day: nothing is taken from them unasked
    /// (11 USC 362; domain.md §7). Their customers may still pay.
    /// </summary>
    public static Task<HashSet<Guid>> StayedAsync(
        this PortalDbContext db, IReadOnlyCollection<Guid> accounts, DateOnly day, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<AccountHold>()
            .Where(h => accounts.Contains(h.CustomerAccountId) && h.Kind == HoldKind.Stay && h.OpenItemId == null
                && h.StartsOn <= day && (h.EndsOn == null || h.EndsOn >= day)
                && !db.Set<AccountHoldEnd>().Any(e => e.HoldId == h.Id))
            .Select(h => h.CustomerAccountId).Distinct().ToHashSetAsync(ct);
    }
}
