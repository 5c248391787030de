using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;

namespace Portal.Core.Staff;

/// <summary>Accounts that a person of the office does not act on (practice.md §3.2).</summary>
public static class OwnAccounts
{
    /// <summary>
    /// The account is of the one who acts, of their household, or one they said they keep away from
    /// (<see cref="Ties.AccountTie"/>): the same question that the tables ask
    /// (ck_refund_own_account, ck_adjustment_own_account and others).
    /// </summary>
    public static async Task<bool> IsOwnAccountAsync(
        this PortalDbContext db, Actor by, Guid accountId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(by);
        return (await db.Database.SqlQuery<bool>($"select is_own_account({by.Name}, {accountId}) as \"Value\"")
            .ToListAsync(ct)).Single();
    }

    /// <summary>One of several accounts is.</summary>
    public static async Task<bool> IsAnyOwnAccountAsync(
        this PortalDbContext db, Actor by, IEnumerable<Guid> accountIds, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(accountIds);
        foreach (var id in accountIds.Distinct())
        {
            if (await db.IsOwnAccountAsync(by, id, ct)) { return true; }
        }

        return false;
    }
}
