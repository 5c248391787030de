using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Data;

namespace Portal.Core.Moves;

/// <summary>A landlord agreement as the office's list shows it.</summary>
public sealed record LandlordRow(LandlordAgreement Agreement, Premise Place, string AccountNumber, string OwnerName);

/// <summary>The landlord agreements, those that last first.</summary>
public static class LandlordList
{
    public const int PageSize = 50;

    /// <param name="page">From 1.</param>
    /// <returns>One page, and how many there are in all.</returns>
    public static async Task<(IReadOnlyList<LandlordRow> Rows, int Count)> PageAsync(
        PortalDbContext db, int page, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var rows = await (
            from agreement in db.LandlordAgreements
            join place in db.Premises on agreement.PremiseId equals place.Id
            join account in db.CustomerAccounts on agreement.CustomerAccountId equals account.Id
            join customer in db.Customers on account.CustomerId equals customer.Id
            orderby agreement.EndsOn != null, place.Line1, place.Line2, agreement.StartsOn
            select new LandlordRow(agreement, place, account.Number, customer.Name))
            .AsNoTracking().Skip((page - 1) * PageSize).Take(PageSize).ToListAsync(ct);
        return (rows, await db.LandlordAgreements.CountAsync(ct));
    }
}
