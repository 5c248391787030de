using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;

namespace Portal.Core.Accounts.Contacts;

/// <summary>How a resident is named and reached: their sign-in, and each customer whose details they keep.</summary>
/// <param name="SignInWaiting">A sign-in address that waits to be confirmed.</param>
/// <param name="Customers">By name.</param>
/// <param name="Others">Accounts that they see and whose details somebody else keeps.</param>
public sealed record OwnDetails(
    string Name, string Email, string Language, string? SignInWaiting,
    IReadOnlyList<OwnDetails.Kept> Customers, IReadOnlyList<OwnDetails.Served> Others)
{
    /// <param name="EmailWaiting">A contact address that waits to be confirmed.</param>
    public sealed record Kept(Customer Customer, IReadOnlyList<Served> Accounts, string? EmailWaiting);

    public sealed record Served(Guid Id, Guid CustomerId, string MaskedNumber, string Place);

    public static async Task<OwnDetails> ForAsync(
        PortalDbContext db, Guid userId, DateTimeOffset now, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var user = await db.Users.AsNoTracking().SingleAsync(u => u.Id == userId, ct);
        var customers = await db.CustomersKeptBy(userId).AsNoTracking().OrderBy(c => c.Name).ThenBy(c => c.Id)
            .ToListAsync(ct);
        var accounts = (await (
            from account in db.VisibleTo(userId)
            join premise in db.Premises on account.PremiseId equals premise.Id
            orderby premise.Line1, account.Number
            select new { account.Id, account.CustomerId, account.Number, premise.Line1 }).ToListAsync(ct))
            .ConvertAll(a => new Served(a.Id, a.CustomerId, CustomerAccount.Mask(a.Number), a.Line1));
        var since = now - EmailChange.ConfirmLife;
        var waiting = await db.EmailChanges.AsNoTracking()
            .Where(c => c.UserId == userId && c.ConfirmedAt == null && c.ReplacedAt == null && c.AskedAt > since)
            .Select(c => new { c.CustomerId, c.NewAddress }).ToListAsync(ct);
        var kept = customers.Select(c => c.Id).ToHashSet();
        return new(
            user.DisplayName,
            user.Email ?? "",
            user.Language,
            waiting.FirstOrDefault(w => w.CustomerId is null)?.NewAddress,
            customers.ConvertAll(c => new Kept(
                c, [.. accounts.Where(a => a.CustomerId == c.Id)],
                waiting.FirstOrDefault(w => w.CustomerId == c.Id)?.NewAddress)),
            [.. accounts.Where(a => !kept.Contains(a.CustomerId))]);
    }
}
