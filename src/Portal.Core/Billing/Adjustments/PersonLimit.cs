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
        var since = today.AddDays(-rules.LimitWindowDays);
        var alone = db.Adjustments.Where(a => a.CustomerAccountId == accountId && a.Kind == kind
            && a.ApprovedBy == null && a.ReversesId == null && a.PostedBy != Actor.System.Name
            && !db.Adjustments.Any(r => r.ReversesId == a.Id));
        var lately = await alone.Where(a => a.PostedOn > since).Select(a => a.Amount).SumUsdAsync(ct);
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
}
