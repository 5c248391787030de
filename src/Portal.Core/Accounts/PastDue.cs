using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Accounts;

/// <summary>What an account should have paid before a day and did not: collections pursue no more than that.</summary>
public static class PastDue
{
    /// <summary>Charges not yet due are left out, and so is what budget billing has not asked for by then.</summary>
    /// <param name="day">What was due before it; what is due on it is still in time.</param>
    public static async Task<Usd> PastDueAsync(
        this PortalDbContext db, Guid accountId, DateOnly day, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return new(await db.Database
            .SqlQuery<long>($"select coalesce(past_due_cents({accountId}, {day}), 0) as \"Value\"").SingleAsync(ct));
    }

    /// <summary>
    /// What accounts that are or were on budget billing were asked for, by due day, newest first, and what of it is
    /// unpaid. Any other account is not among them: what it owes are its open items.
    /// </summary>
    public static async Task<ILookup<Guid, AskedFor>> AskedForAsync(
        this PortalDbContext db, IReadOnlyCollection<Guid> accounts, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var rows = await db.Database.SqlQuery<Row>($"""
            select a.id as "AccountId", u.due_on as "DueOn", u.unpaid_cents as "UnpaidCents"
            from unnest({accounts.ToArray()}) a(id) cross join lateral asked_and_unpaid(a.id) u
            order by u.due_on desc
            """).ToListAsync(ct);
        return rows.ToLookup(r => r.AccountId, r => new AskedFor(r.DueOn, new(r.UnpaidCents)));
    }

    private sealed record Row(Guid AccountId, DateOnly DueOn, long UnpaidCents);
}

/// <summary>What was asked for with a due day, as far as it is not paid.</summary>
public sealed record AskedFor(DateOnly DueOn, Usd Unpaid);
