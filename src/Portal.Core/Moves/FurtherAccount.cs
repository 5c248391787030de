using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.People;
using Portal.Core.People.Consents;
using Portal.Core.Staff;

namespace Portal.Core.Moves;

/// <summary>
/// A further account of a customer whom the city serves already: name, contacts and language are the customer's, and
/// with it come how bills are delivered, the consent to that, and the customer's own sign-in. Nothing of the account
/// they have is changed, and nobody else's sign-in comes along.
/// </summary>
internal static class FurtherAccount
{
    /// <summary>Why none is opened for the customer of an account; null when one is.</summary>
    internal static async Task<Refusal?> WhyNotAsync(
        this PortalDbContext db, Guid ownerAccountId, Actor by, CancellationToken ct)
    {
        var all = await db.CustomerAccounts
            .Where(a => db.CustomerAccounts.Any(o => o.Id == ownerAccountId && o.CustomerId == a.CustomerId))
            .Select(a => a.Id).ToListAsync(ct);
        return all.Count == 0 ? new("Account_NotFound")
            : await db.IsAnyOwnAccountAsync(by, all, ct) ? new("Move_OwnAccount")
            : null;
    }

    /// <summary>What comes along to an account just opened. The caller saves.</summary>
    internal static async Task KeepAsync(
        PortalDbContext db, Guid ownerAccountId, CustomerAccount account, DateTimeOffset now, CancellationToken ct)
    {
        var owner = await db.CustomerAccounts.AsNoTracking().SingleAsync(a => a.Id == ownerAccountId, ct);
        account.BillDelivery = owner.BillDelivery;
        if (await SignInAsync(db, owner, ct) is { } user)
        {
            db.Add(new AccountLink
            {
                Id = Guid.CreateVersion7(), UserId = user, CustomerAccountId = account.Id, Level = AccountLevel.Full,
                LinkedAt = now,
            });
        }

        if (await db.Set<Consent>().AsNoTracking()
            .Where(c => c.CustomerAccountId == owner.Id && c.Kind == ConsentKind.Paperless
                && !db.Set<ConsentEnd>().Any(e => e.ConsentId == c.Id))
            .OrderByDescending(c => c.GivenAt).FirstOrDefaultAsync(ct) is { } paperless)
        {
            db.Add(new Consent
            {
                Id = Guid.CreateVersion7(), Kind = paperless.Kind, CustomerAccountId = account.Id,
                UserId = paperless.UserId, Version = paperless.Version, Language = paperless.Language,
                Words = paperless.Words, Address = paperless.Address, GivenAt = paperless.GivenAt,
            });
        }
    }

    /// <summary>
    /// Of who manages the account, the one whose address is the customer's; null for none. Whoever else manages it,
    /// for a former spouse or an owner, was let in to that account, not to every later one.
    /// </summary>
    private static async Task<Guid?> SignInAsync(PortalDbContext db, CustomerAccount owner, CancellationToken ct)
    {
        if (await db.Customers.Where(c => c.Id == owner.CustomerId).Select(c => c.Email).SingleAsync(ct)
            is not { } email)
        {
            return null;
        }

        var address = EmailAddress.Normalized(email);
        return await (
            from link in db.AccountLinks
            join user in db.Users on link.UserId equals user.Id
            where link.CustomerAccountId == owner.Id && link.EndedAt == null && link.Level == AccountLevel.Full
                && user.NormalizedEmail == address
            select (Guid?)user.Id).FirstOrDefaultAsync(ct);
    }
}
