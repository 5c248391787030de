using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Accounts;

/// <summary>
/// What an account is asked for, and what of what it owes is not asked for now (migration 051, asking_on).
/// </summary>
/// <param name="Asked">Due by the last due day of what was billed; negative is a credit.</param>
/// <param name="Arranged">Under a payment arrangement, to be paid after that day.</param>
/// <param name="ArrangedOn">When the next payment of it is due; null when nothing is arranged.</param>
/// <param name="ArrangedNext">How much that payment is.</param>
/// <param name="Disputed">Asked for, if at all, when the dispute is decided.</param>
public sealed record AccountAsking(
    Usd Asked, Usd Arranged, DateOnly? ArrangedOn, Usd ArrangedNext, Usd Disputed)
{
    /// <summary>All that is owed, less what a budget defers.</summary>
    public Usd Owed => Asked + Arranged + Disputed;

    /// <summary>Some of what is owed is not asked for.</summary>
    public bool Waits => Arranged.IsPositive || Disputed.IsPositive;

    /// <summary>Of accounts, by id.</summary>
    /// <param name="day">The city's day.</param>
    public static async Task<IReadOnlyDictionary<Guid, AccountAsking>> OfAsync(
        PortalDbContext db, IReadOnlyCollection<Guid> accounts, DateOnly day, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (accounts.Count == 0) { return new Dictionary<Guid, AccountAsking>(); }

        var rows = await db.Database.SqlQuery<Row>($"""
            select a.id as "AccountId", k.asked_cents as "AskedCents", k.arranged_cents as "ArrangedCents",
              k.arranged_on as "ArrangedOn", k.arranged_next_cents as "NextCents", k.disputed_cents as "DisputedCents"
            from unnest({accounts.ToArray()}) a(id) cross join lateral asking_on(a.id, {day}) k
            """).ToListAsync(ct);
        return rows.ToDictionary(r => r.AccountId, r => new AccountAsking(
            new(r.AskedCents), new(r.ArrangedCents), r.ArrangedOn, new(r.NextCents), new(r.DisputedCents)));
    }

    private sealed record Row(
        Guid AccountId, long AskedCents, long ArrangedCents, DateOnly? ArrangedOn, long NextCents,
        long DisputedCents);
}
