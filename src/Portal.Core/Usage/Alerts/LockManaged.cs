using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Usage.Alerts;

/// <summary>Whose alerts one may change: a resident those of accounts they manage, the office all.</summary>
internal static class LockManaged
{
    /// <summary>The account under its lock; null when there is none for them.</summary>
    internal static async Task<CustomerAccount?> LockManagedAsync(
        this PortalDbContext db, Guid accountId, Actor by, CancellationToken ct)
    {
        var account = await db.LockAccountAsync(accountId, ct);
        var isTheirs = by.ResidentId is not { } user || await db.ManagedBy(user).AnyAsync(a => a.Id == accountId, ct);
        return isTheirs ? account : null;
    }
}
