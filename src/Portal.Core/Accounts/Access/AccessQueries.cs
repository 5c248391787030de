using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;

namespace Portal.Core.Accounts.Access;

/// <summary>Questions about who may see and do what on an account, asked in several places.</summary>
public static class AccessQueries
{
    /// <summary>Invitations that this person may answer: sent to their confirmed address and still good.</summary>
    public static IQueryable<AccountInvitation> InvitationsFor(
        this PortalDbContext db, Guid userId, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.AccountInvitations.Where(i => i.EndedAt == null && i.ExpiresAt > now
            && db.Users.Any(u => u.Id == userId && u.EmailConfirmed && u.NormalizedEmail == i.NormalizedEmail)
            && db.AccountLinks.Any(l => l.CustomerAccountId == i.CustomerAccountId && l.UserId == i.InvitedBy
                && l.EndedAt == null && l.Level == AccountLevel.Full));
    }

    /// <summary>True when nobody else has full access to the account.</summary>
    internal static async Task<bool> IsLastWithFullAccessAsync(
        this PortalDbContext db, AccountLink link, CancellationToken ct) =>
        link.Level == AccountLevel.Full && !await db.AccountLinks.AnyAsync(
            l => l.CustomerAccountId == link.CustomerAccountId && l.EndedAt == null && l.Id != link.Id
                && l.Level == AccountLevel.Full, ct);

    /// <summary>
    /// A new row of access, in the place of an earlier one when there is one: what somebody could do, and when, stays
    /// written. Under the account's lock.
    /// </summary>
    internal static async Task<AccountLink> GiveAccessAsync(
        this PortalDbContext db, AccountLink? before, Guid userId, Guid accountId, AccountLevel level,
        DateTimeOffset now, CancellationToken ct)
    {
        if (before is not null)
        {
            before.EndedAt = now;
            await db.SaveChangesAsync(ct);
        }

        var link = new AccountLink
        {
            Id = Guid.CreateVersion7(), UserId = userId, CustomerAccountId = accountId, Level = level, LinkedAt = now,
        };
        db.Add(link);
        await db.SaveChangesAsync(ct);
        return link;
    }
}
