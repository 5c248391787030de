using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Payments.Arrangements;

/// <summary>Questions about arrangements that several acts and pages ask.</summary>
public static class ArrangementQueries
{
    /// <summary>True while an arrangement of the account is active.</summary>
    public static Task<bool> HasArrangementAsync(this PortalDbContext db, Guid accountId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<PaymentArrangement>()
            .AnyAsync(a => a.CustomerAccountId == accountId && a.State == ArrangementState.Active, ct);
    }

    /// <summary>The earliest day on which accounts owe something that is unpaid, as they promised.</summary>
    internal static async Task<Dictionary<Guid, DateOnly?>> PromisedAsync(
        this PortalDbContext db, IReadOnlyCollection<Guid> accounts, CancellationToken ct)
    {
        var rows = await db.Database.SqlQuery<PromisedDay>($"""
            select a.id as "AccountId", least(o.next_due_on, o.past_due_on) as "DueOn"
            from unnest({accounts.ToArray()}) a(id) cross join lateral owed_on(a.id, '-infinity'::date) o
            """).ToListAsync(ct);
        return rows.ToDictionary(r => r.AccountId, r => r.DueOn);
    }

    private sealed record PromisedDay(Guid AccountId, DateOnly? DueOn);

    /// <summary>What is still open of what an arrangement covered.</summary>
    /// <param name="All">The disputed part with it.</param>
    /// <param name="Undisputed">What may be asked for by its days: the rest is not missed until it is decided.</param>
    internal readonly record struct Left(Usd All, Usd Undisputed);

    internal static async Task<Left> LeftOfAsync(
        this PortalDbContext db, PaymentArrangement arrangement, CancellationToken ct)
    {
        var covered = arrangement.Items.ToDictionary(i => i.OpenItemId, i => i.Covered);
        var open = await db.OpenItems.Where(i => covered.Keys.Contains(i.Id))
            .Select(i => new { i.Id, i.Open, i.IsDisputed }).ToListAsync(ct);
        return new(
            open.Select(i => Usd.Min(i.Open, covered[i.Id])).Sum(),
            open.Where(i => !i.IsDisputed).Select(i => Usd.Min(i.Open, covered[i.Id])).Sum());
    }

    /// <summary>An arrangement as the promise of its account.</summary>
    internal static PaymentPromise Promise(this PaymentArrangement arrangement) => new(
        arrangement.Id,
        arrangement.Items.ToDictionary(i => i.OpenItemId, i => i.Covered),
        [.. arrangement.Installments.OrderBy(i => i.No).Select(i => (i.No, i.DueOn, i.Amount))]);
}
