using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Rules;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Adjustments;

/// <summary>
/// Whether an amount needs a second person. An amount in parts is one amount: what was posted on the account without a
/// second person in the rule's days, and what was ever credited so on one charge, counts with it. Asked under the
/// account's lock; the tables ask again (ck_adjustment_limit, ck_adjustment_line_limit).
/// </summary>
public static class PersonLimit
{
    /// <param name="credits">What is credited on which charge; empty where charges are opened.</param>
    public static async Task<bool> NeedsSecondPersonAsync(
        this PortalDbContext db, AdjustmentRules rules, Guid accountId, AdjustmentKind kind, Usd amount,
        IReadOnlyList<(Guid OpenItemId, Usd Amount)> credits, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(credits);
        var alone = Alone(db, accountId, kind);
        var lately = await LatelyAsync(alone, rules, today, ct);
        if (rules.NeedsSecondPerson(kind, amount + lately))
        {
            return true;
        }

        var items = credits.Select(c => (Guid?)c.OpenItemId).ToList();
        var before = (await (
            from line in db.Set<AdjustmentLine>()
            join adjustment in alone on line.AdjustmentId equals adjustment.Id
            where items.Contains(line.OpenItemId)
            select new { line.OpenItemId, line.Amount }).ToListAsync(ct)).ToLookup(l => l.OpenItemId, l => l.Amount);
        return credits.Any(c => rules.NeedsSecondPerson(kind, c.Amount + before[c.OpenItemId].Sum()));
    }

    /// <summary>What one person may still post on an account today; null where a kind has no limit.</summary>
    public static async Task<Usd?> LeftAloneAsync(
        this PortalDbContext db, AdjustmentRules rules, Guid accountId, AdjustmentKind kind, DateOnly today,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(rules);
        return rules.LimitOf(kind) is { } limit
            ? Usd.Max(Usd.Zero, limit - await LatelyAsync(Alone(db, accountId, kind), rules, today, ct))
            : null;
    }

    private static IQueryable<Adjustment> Alone(PortalDbContext db, Guid accountId, AdjustmentKind kind) =>
        db.Adjustments.Where(a => a.CustomerAccountId == accountId && a.Kind == kind
            && a.ApprovedBy == null && a.ReversesId == null && a.PostedBy != Actor.System.Name
            && !db.Adjustments.Any(r => r.ReversesId == a.Id));

    private static Task<Usd> LatelyAsync(
        IQueryable<Adjustment> alone, AdjustmentRules rules, DateOnly today, CancellationToken ct)
    {
        var since = today.AddDays(-rules.LimitWindowDays);
        return alone.Where(a => a.PostedOn > since).Select(a => a.Amount).SumUsdAsync(ct);
    }
}
