using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Billing.LateCharges;

/// <summary>
/// Which items are late on a day, and what each costs: the latest step that is over and was not charged. Steps that no
/// run came to in time are not charged afterwards. The percent is taken of what is unpaid of a whole bill and shared
/// out over its items to the cent. On budget billing only what was asked for is late.
/// </summary>
public static class LateItems
{
    /// <summary>One item, the step it has reached, and its share of the charge.</summary>
    public sealed record Late(OpenItem Item, LateChargeFamily Family, int Step, Usd Basis, Usd Amount);

    /// <param name="accounts">Only these; null for all.</param>
    public static async Task<IReadOnlyList<Late>> OnAsync(
        PortalDbContext db, LateChargeRules rules, DateOnly day, IReadOnlyCollection<Guid>? accounts,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(rules);
        var due = db.OpenItems.Where(i => i.Open > Usd.Zero && i.DueOn < day);
        var holds = db.Set<AccountHold>().Where(h => h.StartsOn <= day && (h.EndsOn == null || h.EndsOn >= day));
        if (accounts is not null)
        {
            due = due.Where(i => accounts.Contains(i.CustomerAccountId));
            holds = holds.Where(h => accounts.Contains(h.CustomerAccountId));
        }

        var items = await AskedForAsync(db, await due.AsNoTracking().ToListAsync(ct), day, ct);
        var standing = await holds.AsNoTracking().ToListAsync(ct);
        var charged = (await (
            from charge in db.Set<LateCharge>()
            join item in due on charge.OpenItemId equals item.Id
            select new { charge.OpenItemId, charge.Family, charge.Step }).ToListAsync(ct))
            .Select(c => (c.OpenItemId, c.Family, c.Step)).ToHashSet();
        return
        [
            .. from family in rules.Families
               from late in Of(items, standing, family, day)
               where !charged.Contains((late.Item.Id, family.Code, late.Step)) && late.Amount.IsPositive
               select late,
        ];
    }

    /// <summary>
    /// The items as far as they were asked for: what an account on budget billing defers is taken off its oldest first,
    /// so that no more is left than it is past due with.
    /// </summary>
    private static async Task<List<OpenItem>> AskedForAsync(
        PortalDbContext db, List<OpenItem> items, DateOnly day, CancellationToken ct)
    {
        var accounts = items.Select(i => i.CustomerAccountId).Distinct().ToArray();
        var asked = await db.Database.SqlQuery<Asked>($"""
            select e.account as "AccountId", past_due_cents(e.account, {day}) as "Cents"
            from (select distinct customer_account_id as account from budget_entry
              where customer_account_id = any({accounts})) e
            """).ToListAsync(ct);
        foreach (var account in asked)
        {
            var mine = items.Where(i => i.CustomerAccountId == account.AccountId).OrderBy(i => i.DueOn)
                .ThenBy(i => i.BilledOn).ThenBy(i => i.SourceId).ThenBy(i => i.LineNo).ToList();
            var deferred = Usd.Max(mine.Select(i => i.Open).Sum() - new Usd(account.Cents), Usd.Zero);
            foreach (var item in mine)
            {
                var part = Usd.Min(item.Open, deferred);
                (item.Open, deferred) = (item.Open - part, deferred - part);
            }
        }

        return [.. items.Where(i => i.Open.IsPositive)];
    }

    private sealed record Asked(Guid AccountId, long Cents);

    /// <summary>The late items of one family, without asking whether they were charged before.</summary>
    internal static IEnumerable<Late> Of(
        IReadOnlyList<OpenItem> items, IReadOnlyList<AccountHold> holds, LateChargeFamily family, DateOnly day) =>
        from account in items.GroupBy(i => i.CustomerAccountId)
        where account.Where(i => !IsHeld(i, holds)).Select(i => i.Open).Sum().Cents > family.AboveCents
        from bill in account.Where(i => IsCharged(i, holds, family)).GroupBy(i => (i.SourceId, i.DueOn))
        let step = family.StepOn(day, bill.Key.DueOn)
        where step > 0
        from late in Shared([.. bill.OrderBy(i => i.LineNo)], family, step)
        select late;

    /// <summary>The charge on all of a bill's unpaid items, shared out by largest remainder.</summary>
    internal static IEnumerable<Late> Shared(IReadOnlyList<OpenItem> items, LateChargeFamily family, int step)
    {
        var unpaid = items.Select(i => i.Open).Sum();
        var charge = family.On(unpaid, step);
        var exact = items.Select(i => (decimal)charge.Cents * i.Open.Cents / unpaid.Cents).ToList();
        var cents = exact.Select(e => (long)Math.Floor(e)).ToList();
        var left = charge.Cents - cents.Sum();
        foreach (var index in Enumerable.Range(0, items.Count)
            .OrderByDescending(i => exact[i] - cents[i]).ThenBy(i => i).Take((int)left))
        {
            cents[index]++;
        }

        return items.Select((item, i) => new Late(item, family, step, item.Open, new Usd(cents[i])));
    }

    private static bool IsCharged(OpenItem item, IReadOnlyList<AccountHold> holds, LateChargeFamily family) =>
        (item.ChargeKind != ChargeKind.Penalty || family.OnPenalties)
        && (family.Services is null || family.Services.Contains(item.Service))
        && !IsHeld(item, holds);

    private static bool IsHeld(OpenItem item, IReadOnlyList<AccountHold> holds) =>
        holds.Any(h => h.CustomerAccountId == item.CustomerAccountId
            && (h.OpenItemId is null || h.OpenItemId == item.Id));
}
