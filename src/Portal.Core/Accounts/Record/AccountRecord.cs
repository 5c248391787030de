using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Accounts.Notices;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Accounts.Record;

/// <summary>Who and what an account is, as the office sees it. The PIN is not part of it.</summary>
public sealed record AccountRecord(
    Guid Id,
    string Number,
    DateOnly OpenedOn,
    DateOnly? ClosedOn,
    Usd Balance,
    Usd Due,
    Customer Customer,
    Premise Premise,
    IReadOnlyList<AccountRecord.ServedPoint> Served,
    IReadOnlyList<AccountRecord.LinkedUser> Users,
    IReadOnlyList<ContactChange> Changes,
    IReadOnlyList<ThirdPartyContact> ThirdParties)
{
    /// <summary>Changes of details shown.</summary>
    private const int ChangesShown = 20;

    /// <returns>Null when there is no such account.</returns>
    public static async Task<AccountRecord?> OfAsync(PortalDbContext db, Guid id, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var found = await (
            from account in db.CustomerAccounts
            join customer in db.Customers on account.CustomerId equals customer.Id
            join premise in db.Premises on account.PremiseId equals premise.Id
            where account.Id == id
            select new { account, customer, premise }).AsNoTracking().SingleOrDefaultAsync(ct);
        if (found is null)
        {
            return null;
        }

        var served = await (
            from agreement in db.ServiceAgreements
            join point in db.ServicePoints on agreement.ServicePointId equals point.Id
            join place in db.Premises on point.PremiseId equals place.Id
            where agreement.CustomerAccountId == id
            select new ServedPoint(agreement, point, place)).AsNoTracking().ToListAsync(ct);
        var users = await (
            from link in db.AccountLinks
            join user in db.Users on link.UserId equals user.Id
            where link.CustomerAccountId == id
            orderby link.EndedAt != null, link.LinkedAt
            select new LinkedUser(user.DisplayName, user.Email ?? "", link.Level, link.LinkedAt, link.EndedAt))
            .ToListAsync(ct);
        var changes = await db.ContactChanges.AsNoTracking().Where(c => c.CustomerId == found.customer.Id)
            .OrderByDescending(c => c.ChangedAt).Take(ChangesShown).ToListAsync(ct);
        var thirdParties = await db.ThirdPartyContacts.AsNoTracking()
            .Where(t => t.CustomerAccountId == id && t.EndedAt == null).OrderBy(t => t.AskedAt).ToListAsync(ct);
        return new AccountRecord(
            id,
            found.account.Number,
            found.account.OpenedOn,
            found.account.ClosedOn,
            found.account.Balance,
            found.account.Due,
            found.customer,
            found.premise,
            [
                .. served.OrderBy(s => s.Place.Id != found.premise.Id)
                    .ThenBy(s => s.Place.Line1, StringComparer.Ordinal)
                    .ThenBy(s => s.Agreement.EndsOn is not null).ThenBy(s => s.Point.Service)
                    .ThenBy(s => s.Point.MeterNumber, StringComparer.Ordinal),
            ],
            users,
            changes,
            thirdParties);
    }

    /// <summary>Number and customer's name alone: what the question for a reason may show.</summary>
    public static Task<Title?> TitleOfAsync(PortalDbContext db, Guid id, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return (
            from account in db.CustomerAccounts
            join customer in db.Customers on account.CustomerId equals customer.Id
            where account.Id == id
            select new Title(account.Number, customer.Name)).SingleOrDefaultAsync(ct);
    }

    public sealed record Title(string Number, string Name);

    /// <summary>A service the account has, or had until its agreement ended, and where.</summary>
    public sealed record ServedPoint(ServiceAgreement Agreement, ServicePoint Point, Premise Place);

    /// <summary>A resident who sees the account on the portal, or did until the link ended.</summary>
    public sealed record LinkedUser(
        string Name, string Email, AccountLevel Level, DateTimeOffset LinkedAt, DateTimeOffset? EndedAt);
}
