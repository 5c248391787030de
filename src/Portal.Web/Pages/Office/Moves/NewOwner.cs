using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Moves;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Moves;

/// <summary>To whom a new account belongs: a customer chosen, those found by words, those it looks like.</summary>
/// <param name="Chosen">By an account they have; null for somebody new.</param>
/// <param name="Typed">Words that were looked for.</param>
public sealed record NewOwner(
    MovingAccount? Chosen, string? Typed, IReadOnlyList<FindCustomers.Row> Found, IReadOnlyList<LikelySame.Match> Alike)
{
    /// <summary>What the one chosen is, by which a deposit is estimated.</summary>
    public CustomerKind? Kind { get; private init; }

    public static readonly NewOwner Nobody = new(null, null, [], []);

    /// <summary>Accounts that the page shows, for the record of looks.</summary>
    public IEnumerable<Guid> Accounts =>
        Found.Select(f => f.Id).Concat(Alike.Select(a => a.AccountId))
            .Concat(Chosen is { } chosen ? [chosen.Id] : []);

    /// <summary>That the names were shown is recorded.</summary>
    internal Task RecordAsync(RecordListedCustomers listed, HttpContext page, CancellationToken ct) => listed.RunAsync(
        new(page.User.Id(), Accounts, page.Request.Path, page.Connection.RemoteIpAddress?.ToString()), ct);

    public static async Task<NewOwner> OfAsync(
        PortalDbContext db, FindCustomers find, Guid? chosen, string? words, CancellationToken ct) => new(
        chosen is { } id ? await MovingAccount.OfAsync(db, id, ct) : null,
        words,
        chosen is null ? (await find.RunAsync(new(words), ct)).Rows : [],
        [])
        {
            Kind = await db.Customers.Where(c => db.CustomerAccounts.Any(a => a.Id == chosen && a.CustomerId == c.Id))
            .Select(c => (CustomerKind?)c.Kind).SingleOrDefaultAsync(ct),
        };
}
