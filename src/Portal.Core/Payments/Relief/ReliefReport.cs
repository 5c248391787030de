using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Payments.Relief;

/// <summary>What the relief fund was given: month by month, and the gifts of one month.</summary>
/// <param name="Months">Newest first; what the bank took back is not among them.</param>
public sealed record ReliefReport(
    IReadOnlyList<ReliefReport.Month> Months, DateOnly Shown, IReadOnlyList<ReliefReport.Gift> Gifts)
{
    /// <summary>Of the list of one month.</summary>
    private const int MostGifts = 500;

    public sealed record Month(DateOnly StartsOn, int Count, Usd Total);

    /// <param name="IsReturned">The bank took it back.</param>
    public sealed record Gift(DateOnly GivenOn, Usd Amount, AttemptChannel Channel, bool IsReturned);

    public Usd Total => Months.Select(m => m.Total).Sum();

    /// <param name="month">Any day of the month whose gifts are listed.</param>
    public static async Task<ReliefReport> OfAsync(PortalDbContext db, DateOnly month, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var starts = new DateOnly(month.Year, month.Month, 1);
        var months = await db.Database.SqlQuery<Row>($"""
            select date_trunc('month', g.given_on)::date as "StartsOn", count(*)::integer as "Count",
              sum(g.amount_cents)::bigint as "Cents"
            from relief_gift g
            where not exists (select from relief_gift_reversal r where r.attempt_id = g.attempt_id)
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
        return new([.. months.Select(m => new Month(m.StartsOn, m.Count, new(m.Cents)))], starts, gifts);
    }

    private sealed record Row(DateOnly StartsOn, int Count, long Cents);
}
