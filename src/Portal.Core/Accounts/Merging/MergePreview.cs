using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Returns;

namespace Portal.Core.Accounts.Merging;

/// <summary>What a merge would change: the accounts that go over, and how their mail is addressed afterwards.</summary>
public sealed record MergePreview(Customer Kept, Customer Merged, IReadOnlyList<MergePreview.Going> Accounts)
{
    public sealed record Going(Guid Id, string Number, string Place, DateOnly? ClosedOn, Usd Balance);

    /// <returns>Null when one of them is not there.</returns>
    public static async Task<MergePreview?> OfAsync(
        PortalDbContext db, Guid keptId, Guid mergedId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var both = await db.Customers.AsNoTracking().Where(c => c.Id == keptId || c.Id == mergedId).ToListAsync(ct);
        if (both.Find(c => c.Id == keptId) is not { } kept || both.Find(c => c.Id == mergedId) is not { } merged)
        {
            return null;
        }

        return new(kept, merged, await (
            from account in db.CustomerAccounts
            join premise in db.Premises on account.PremiseId equals premise.Id
            where account.CustomerId == mergedId
            orderby account.Number
            select new Going(account.Id, account.Number, premise.Line1, account.ClosedOn, account.Balance))
            .ToListAsync(ct));
    }

    /// <summary>The customer of the account with this number; null when no account has it.</summary>
    public static Task<Guid?> CustomerOfAsync(PortalDbContext db, string? number, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var typed = (number ?? "").Trim();
        return db.CustomerAccounts.Where(a => a.Number == typed).Select(a => (Guid?)a.CustomerId)
            .SingleOrDefaultAsync(ct);
    }

    /// <summary>How the one who goes may not pay, which would be lost: keep that one instead.</summary>
    internal static Task<bool> IsRestrictedAsync(
        PortalDbContext db, Guid customerId, DateOnly today, CancellationToken ct) =>
        db.RestrictionsOn(today).AnyAsync(r => r.CustomerId == customerId, ct);
}
