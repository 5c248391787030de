using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Payments.Unidentified;

/// <summary>
/// Accounts that money in suspense may be meant for, likeliest first, each with why: the number it names, that number
/// with one digit wrong or two exchanged, the payer's name, an earlier payment's reference, exactly this amount owed.
/// Suggestions only: a person decides (domain.md §3.2).
/// </summary>
public sealed class SuspenseMatches(PortalDbContext db, FindCustomers find)
{
    private const int Most = 10;

    public sealed record Match(
        Guid AccountId, string Number, string Name, Usd Balance, DateOnly? ClosedOn, IReadOnlyList<Why> Reasons);

    /// <summary>Why an account is suggested; each counts as much as it says.</summary>
    public enum Why
    {
        AmountOwed = 2,
        Name = 3,
        NumberAlmost = 4,
        Reference = 5,
        Number = 6,
    }

    public async Task<IReadOnlyList<Match>> RunAsync(SuspenseItem item, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(item);
        var reasons = new Dictionary<Guid, HashSet<Why>>();
        foreach (var (account, why) in await ByNumberAsync(item, ct)) { Add(account, why); }

        foreach (var account in await ByReferenceAsync(item, ct)) { Add(account, Why.Reference); }

        foreach (var account in await ByNameAsync(item, ct)) { Add(account, Why.Name); }

        // Of the other accounts that owe exactly this, a few: many households owe the same.
        var owing = await db.CustomerAccounts.Where(a => a.Balance == item.Amount)
            .OrderBy(a => a.Number).Select(a => a.Id).Take(Most).ToListAsync(ct);
        var close = reasons.Keys.ToList();
        owing.AddRange(await db.CustomerAccounts.Where(a => close.Contains(a.Id) && a.Balance == item.Amount)
            .Select(a => a.Id).ToListAsync(ct));
        foreach (var account in owing) { Add(account, Why.AmountOwed); }

        return await WithNamesAsync(reasons, ct);

        void Add(Guid account, Why why) => (reasons.TryGetValue(account, out var known)
            ? known : reasons[account] = []).Add(why);
    }

    /// <summary>The same digits but for one, or with two neighbors exchanged.</summary>
    internal static IEnumerable<string> Almost(string number)
    {
        for (var at = 0; at < number.Length; at++)
        {
            for (var digit = '0'; digit <= '9'; digit++)
            {
                if (number[at] != digit) { yield return $"{number[..at]}{digit}{number[(at + 1)..]}"; }
            }

            if (at > 0 && number[at] != number[at - 1])
            {
                yield return $"{number[..(at - 1)]}{number[at]}{number[at - 1]}{number[(at + 1)..]}";
            }
        }
    }

    private async Task<IEnumerable<(Guid, Why)>> ByNumberAsync(SuspenseItem item, CancellationToken ct)
    {
        var said = string.Concat((item.SaidAccount ?? "").Where(char.IsAsciiDigit));
        if (said.Length is < 6 or > 20) { return []; }

        List<string> almost = [.. Almost(said)];
        var found = await db.CustomerAccounts.Where(a => a.Number == said || almost.Contains(a.Number))
            .Select(a => new { a.Id, a.Number }).ToListAsync(ct);
        return found.Select(a => (a.Id, a.Number == said ? Why.Number : Why.NumberAlmost));
    }

    /// <summary>A payment's reference, or an account's number written where a reference goes.</summary>
    private async Task<IEnumerable<Guid>> ByReferenceAsync(SuspenseItem item, CancellationToken ct)
    {
        if (item.Reference is not { } reference) { return []; }

        List<string> words = [.. reference.ToUpperInvariant().Split([' ', ',', ';', '/', '#'],
            StringSplitOptions.RemoveEmptyEntries).Take(10)];
        var paid = await db.Payments.Where(p => words.Contains(p.Reference)).Select(p => p.CustomerAccountId)
            .ToListAsync(ct);
        return paid.Concat(await db.CustomerAccounts.Where(a => words.Contains(a.Number)).Select(a => a.Id)
            .ToListAsync(ct));
    }

    private async Task<IEnumerable<Guid>> ByNameAsync(SuspenseItem item, CancellationToken ct) =>
        item.PayerName is { } name
            ? (await find.RunAsync(new(name), ct)).Rows.Take(Most).Select(r => r.Id)
            : [];

    private async Task<IReadOnlyList<Match>> WithNamesAsync(
        Dictionary<Guid, HashSet<Why>> reasons, CancellationToken ct)
    {
        List<Guid> likeliest = [.. reasons.OrderByDescending(r => r.Value.Sum(w => (int)w)).ThenBy(r => r.Key)
            .Take(Most).Select(r => r.Key)];
        var rows = await (
            from account in db.CustomerAccounts
            join customer in db.Customers on account.CustomerId equals customer.Id
            where likeliest.Contains(account.Id)
            select new { account.Id, account.Number, customer.Name, account.Balance, account.ClosedOn })
            .ToDictionaryAsync(a => a.Id, ct);
        return
        [
            .. likeliest.Select(id => rows[id]).Select(a => new Match(
                a.Id, a.Number, a.Name, a.Balance, a.ClosedOn,
                [.. reasons[a.Id].OrderByDescending(w => (int)w)])),
        ];
    }
}
