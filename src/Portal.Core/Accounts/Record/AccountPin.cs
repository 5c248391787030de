using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;

namespace Portal.Core.Accounts.Record;

/// <summary>The PIN of an account, given only against a recorded look at it.</summary>
public static class AccountPin
{
    /// <param name="viewId">
    /// The recorded look: by this person, at this account's PIN, since <paramref name="since"/>.
    /// </param>
    /// <returns>Null without such a record.</returns>
    public static Task<string?> ForAsync(
        PortalDbContext db, Guid accountId, Guid staffUserId, Guid? viewId, DateTimeOffset since, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return (
            from view in db.CustomerViews
            join account in db.CustomerAccounts on view.CustomerAccountId equals account.Id
            where view.Id == viewId && view.StaffUserId == staffUserId && view.CustomerAccountId == accountId
                && view.Page.EndsWith("/pin") && view.At >= since
            select account.Pin).SingleOrDefaultAsync(ct);
    }
}
