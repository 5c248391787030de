using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Data;

namespace Portal.Core.People;

/// <summary>E-mail addresses as names of sign-ins.</summary>
public static class EmailAddress
{
    /// <summary>As typed, without the spaces that phones add.</summary>
    public static string Trimmed(string? typed) => TypedLine.Normal(typed).Trim();

    /// <summary>One sign-in for Rosa@ and rosa@.</summary>
    public static string Normalized(string? typed) => Trimmed(typed).ToUpperInvariant();

    /// <summary>
    /// Makes two acts about one address wait for each other, whether or not it has a sign-in. Ends with the
    /// transaction.
    /// </summary>
    internal static Task LockAddressAsync(this PortalDbContext db, string normalized, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({normalized}, 20))", ct);

    /// <summary>Takes the lock that serialises what changes one sign-in.</summary>
    internal static async Task<PortalUser?> LockUserAsync(this PortalDbContext db, Guid id, CancellationToken ct) =>
        (await db.Users.FromSql($"select * from portal_user where id = {id} for update").ToListAsync(ct))
        .SingleOrDefault();
}
