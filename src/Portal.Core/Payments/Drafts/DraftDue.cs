using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Payments.Drafts;

/// <summary>
/// What an account is asked for by a day: its balance less what budget billing defers, and less the payments of an
/// arrangement that fall due later. Autopay takes no more, for more was not asked.
/// </summary>
public static class DraftDue
{
    /// <param name="by">The day; null for all, as one who schedules a payment may pay ahead.</param>
    public static async Task<Usd> DueByAsync(
        this PortalDbContext db, Guid customerAccountId, DateOnly? by, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var due = await db.CustomerAccounts.Where(a => a.Id == customerAccountId)
            .Select(a => a.Balance - a.Deferred).SingleAsync(ct);
        if (by is not { } day) { return due; }

        var later = await db.Database.SqlQuery<long>($"""
            select coalesce(sum(n.unpaid), 0)::bigint as "Value"
            from payment_arrangement a
            cross join lateral (
              select sum(least(o.open_cents, i.covered_cents)) as open
              from arrangement_item i join open_item o on o.id = i.open_item_id where i.arrangement_id = a.id) covered
            cross join lateral (
              select m.due_on, greatest(0, least(m.amount_cents,
                sum(m.amount_cents) over (order by m.no) - (a.covered_cents - covered.open))) as unpaid
              from arrangement_installment m where m.arrangement_id = a.id) n
            where a.customer_account_id = {customerAccountId} and a.state = 'active' and n.due_on > {day}
            """).SingleAsync(ct);
        return due - new Usd(later);
    }
}
