using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Accounts.Record;

/// <summary>
/// What an account owes by days past due and by fund (domain.md §9.3), and the credits not yet applied. Buckets less
/// credits are what is due; with what budget billing defers they are the balance stored on the account.
/// </summary>
/// <param name="Funds">Open items, whatever of them is deferred.</param>
public sealed record AccountAging(
    IReadOnlyList<AccountAging.Bucket> Buckets, IReadOnlyList<AccountAging.Share> Funds, Usd Credits, Usd Deferred)
{
    public Usd Open => Buckets.Select(b => b.Amount).Sum();

    public Usd Due => Open - Credits;

    public Usd Balance => Due + Deferred;

    /// <summary>Owed for longer than the bill allowed.</summary>
    public Usd PastDue => Buckets.Where(b => b.Age != Age.Current).Select(b => b.Amount).Sum();

    /// <param name="today">The city's day: what is due today is still current.</param>
    public static async Task<AccountAging> OfAsync(
        PortalDbContext db, Guid accountId, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var items = await db.OpenItems
            .Where(i => i.CustomerAccountId == accountId && i.Open > Usd.Zero)
            .Select(i => new { i.DueOn, i.Fund, i.Open })
            .ToListAsync(ct);
        var names = await db.Database.SqlQuery<FundName>($"select code as \"Code\", name as \"Name\" from fund")
            .ToListAsync(ct);
        var credits = await db.Payments
            .Where(p => p.CustomerAccountId == accountId && p.Unapplied > Usd.Zero)
            .Select(p => p.Unapplied).SumUsdAsync(ct);
        var account = await db.CustomerAccounts.AsNoTracking().SingleAsync(a => a.Id == accountId, ct);
        var asked = (await db.AskedForAsync([accountId], ct))[accountId].ToList();
        var owed = asked.Count > 0 ? asked : [.. items.Select(i => new AskedFor(i.DueOn, i.Open))];
        return new AccountAging(
            [
                .. Enum.GetValues<Age>().Select(age => new Bucket(
                    age, owed.Where(o => AgeOf(o.DueOn, today) == age).Select(o => o.Unpaid).Sum())),
            ],
            [
                .. from item in items
                   group item.Open by item.Fund into fund
                   orderby fund.Key
                   select new Share(fund.Key, names.Single(n => n.Code == fund.Key).Name, fund.Sum()),
            ],
            asked.Count > 0 ? asked.Select(a => a.Unpaid).Sum() - account.Due : credits,
            account.Deferred);
    }

    /// <summary>The bucket of something due on a day.</summary>
    public static Age AgeOf(DateOnly dueOn, DateOnly today) => (today.DayNumber - dueOn.DayNumber) switch
    {
        <= 0 => Age.Current,
        <= 30 => Age.UpTo30,
        <= 60 => Age.UpTo60,
        <= 90 => Age.UpTo90,
        <= 120 => Age.UpTo120,
        _ => Age.Over120,
    };

    public sealed record Bucket(Age Age, Usd Amount);

    public sealed record Share(string Fund, string FundName, Usd Amount);

    private sealed record FundName(string Code, string Name);
}

/// <summary>How many days past due.</summary>
public enum Age
{
    Current,
    UpTo30,
    UpTo60,
    UpTo90,
    UpTo120,
    Over120,
}
