using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Payments.Relief;

/// <summary>What the relief fund was given and granted: month by month, and one month's gifts and grants.</summary>
/// <param name="Months">Newest first; what was taken back is not among them.</param>
/// <param name="Free">What it has left to grant.</param>
public sealed record ReliefReport(
    IReadOnlyList<ReliefReport.Month> Months, DateOnly Shown, IReadOnlyList<ReliefReport.Gift> Gifts,
    IReadOnlyList<ReliefReport.Grant> Grants, Usd Free)
{
    /// <summary>Of the list of one month.</summary>
    private const int MostGifts = 500;

    /// <param name="Count">Of gifts.</param>
    public sealed record Month(DateOnly StartsOn, int Count, Usd Total, Usd Granted);

    /// <param name="IsTakenBack">The fund has it again. Whom it helped is not on the report.</param>
    public sealed record Grant(DateOnly GrantedOn, Usd Amount, bool IsTakenBack);

    /// <param name="IsReturned">The bank took it back.</param>
    public sealed record Gift(DateOnly GivenOn, Usd Amount, AttemptChannel Channel, bool IsReturned);

    public Usd Total => Months.Select(m => m.Total).Sum();

    /// <param name="month">Any day of the month whose gifts are listed.</param>
    public static async Task<ReliefReport> OfAsync(PortalDbContext db, DateOnly month, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var starts = new DateOnly(month.Year, month.Month, 1);
        var months = await db.Database.SqlQuery<Row>($"""
            select date_trunc('month', m.day)::date as "StartsOn", sum(m.gifts)::integer as "Count",
              sum(m.given)::bigint as "Cents", sum(m.granted)::bigint as "Granted"
            from (
              select g.given_on as day, 1 as gifts, g.amount_cents as given, 0 as granted from relief_gift g
              where not exists (select from relief_gift_reversal r where r.attempt_id = g.attempt_id)
              union all
              select g.granted_on, 0, 0, g.amount_cents from relief_grant g
              where not exists (select from payment_reversal r where r.payment_id = g.payment_id)) m
            group by 1 order by 1 desc limit 36
            """).ToListAsync(ct);
        var ends = starts.AddMonths(1);
        var gifts = await (
            from gift in db.Set<ReliefGift>()
            join attempt in db.PaymentAttempts on gift.AttemptId equals attempt.Id
            where gift.GivenOn >= starts && gift.GivenOn < ends
            orderby gift.GivenOn descending, gift.AttemptId descending
            select new Gift(
                gift.GivenOn, gift.Amount, attempt.Channel,
                db.Set<ReliefGiftReversal>().Any(r => r.AttemptId == gift.AttemptId)))
            .AsNoTracking().Take(MostGifts).ToListAsync(ct);
        var grants = await db.Set<ReliefGrant>().AsNoTracking()
            .Where(g => g.GrantedOn >= starts && g.GrantedOn < ends)
            .OrderByDescending(g => g.GrantedAt).Take(MostGifts)
            .Select(g => new Grant(
                g.GrantedOn, g.Amount, db.PaymentReversals.Any(r => r.PaymentId == g.PaymentId)))
            .ToListAsync(ct);
        return new(
            [.. months.Select(m => new Month(m.StartsOn, m.Count, new(m.Cents), new(m.Granted)))], starts, gifts,
            grants, await db.FreeOfReliefAsync(ct));
    }

    private sealed record Row(DateOnly StartsOn, int Count, long Cents, long Granted);
}
