using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Payments.Transfers;

/// <summary>What moving a payment would change on its account and on the other.</summary>
public sealed record TransferOffer(Guid FirstId, TransferOffer.Side From, TransferOffer.Side To)
{
    /// <param name="Before">The balance as it is.</param>
    public sealed record Side(Guid Id, string Number, string Name, Usd Before, Usd After);

    /// <returns>Null where the payment or the other account is unknown.</returns>
    public static async Task<TransferOffer?> OfAsync(
        PortalDbContext db, Guid paymentId, string toNumber, Usd amount, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(toNumber);
        var number = toNumber.Trim();
        var both = await (
            from account in db.CustomerAccounts
            join customer in db.Customers on account.CustomerId equals customer.Id
            where account.Number == number
                || db.Payments.Any(p => p.Id == paymentId && p.CustomerAccountId == account.Id)
            orderby account.Id
            select new { account.Id, account.Number, customer.Name, account.Balance }).AsNoTracking().ToListAsync(ct);
        if (both.Count != 2 || !both.Any(a => a.Number == number)) { return null; }

        var (from, to) = (both.Single(a => a.Number != number), both.Single(a => a.Number == number));
        return new(
            both[0].Id,
            new(from.Id, from.Number, from.Name, from.Balance, from.Balance + amount),
            new(to.Id, to.Number, to.Name, to.Balance, to.Balance - amount));
    }
}
