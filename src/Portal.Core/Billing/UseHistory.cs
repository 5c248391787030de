using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;

namespace Portal.Core.Billing;

/// <summary>Water used month by month on one account, for a chart: the last 13 bills, each with the year before.</summary>
public sealed record UseHistory(IReadOnlyList<MonthOfUse> Months, string Unit)
{
    /// <summary>Bars on the chart: a year and the month it is compared with.</summary>
    public const int MonthsShown = 13;

    /// <summary>Gallons in one CCF (hundred cubic feet): 100 × 1728 / 231.</summary>
    public const decimal GallonsPerCcf = 748.052m;

    public MonthOfUse? Latest => Months.Count == 0 ? null : Months[^1];

    /// <summary>Use in gallons, to the nearest ten: meters count in CCF, so more would be false exactness.</summary>
    public static long Gallons(decimal ccf) =>
        (long)(Math.Round(ccf * GallonsPerCcf / 10m, MidpointRounding.AwayFromZero) * 10m);

    /// <summary>For several accounts in one query; an account without reads is absent.</summary>
    /// <param name="accountIds">Accounts already known to be visible to whoever asks.</param>
    /// <param name="until">Bills issued up to this day, the last of the chart.</param>
    public static async Task<IReadOnlyDictionary<Guid, UseHistory>> ForAsync(
        PortalDbContext db, IReadOnlyCollection<Guid> accountIds, DateOnly until, CancellationToken ct)
    {
        var since = until.AddMonths(-2 * MonthsShown - 1);
        var ids = accountIds.ToArray();
        var rows = await (
            from bill in db.Bills
            join read in db.BillReads on bill.Id equals read.BillId
            where ids.Contains(bill.CustomerAccountId) && bill.IssuedOn <= until && bill.IssuedOn > since
            orderby bill.IssuedOn
            select new Row(bill.CustomerAccountId, bill.Id, bill.PeriodFrom, bill.PeriodTo, read.Used, read.Unit,
                read.CurrentKind)).AsNoTracking().ToListAsync(ct);
        return rows.GroupBy(r => r.CustomerAccountId).ToDictionary(g => g.Key, g => From([.. g]));
    }

    internal static UseHistory From(IReadOnlyList<Row> rows)
    {
        var bills = rows
            .GroupBy(r => r.BillId)
            .Select(g => new MonthOfUse(
                g.First().PeriodFrom,
                g.First().PeriodTo,
                g.Sum(r => r.Used),
                g.Any(r => r.CurrentKind == ReadKind.Estimated),
                LastYear: null))
            .OrderBy(m => m.PeriodTo)
            .ToList();
        var shown = bills.TakeLast(MonthsShown).Select(m => m with { LastYear = YearBefore(bills, m)?.Used });
        return new([.. shown], rows.Count == 0 ? "CCF" : rows[0].Unit);
    }

    /// <summary>The bill that ended about a year earlier: reading days wander by up to two weeks.</summary>
    private static MonthOfUse? YearBefore(List<MonthOfUse> bills, MonthOfUse month)
    {
        var wanted = month.PeriodTo.AddYears(-1).DayNumber;
        var nearest = bills.MinBy(b => Math.Abs(b.PeriodTo.DayNumber - wanted));
        return nearest is not null && Math.Abs(nearest.PeriodTo.DayNumber - wanted) <= 15 ? nearest : null;
    }

    internal sealed record Row(
        Guid CustomerAccountId,
        Guid BillId,
        DateOnly PeriodFrom,
        DateOnly PeriodTo,
        decimal Used,
        string Unit,
        ReadKind CurrentKind);
}

/// <summary>One bill's use. <see cref="LastYear"/> is null when there was no bill a year before.</summary>
public sealed record MonthOfUse(
    DateOnly PeriodFrom, DateOnly PeriodTo, decimal Used, bool IsEstimated, decimal? LastYear)
{
    /// <summary>The month that most of the use fell in names the bar.</summary>
    public DateOnly Middle => PeriodFrom.AddDays((PeriodTo.DayNumber - PeriodFrom.DayNumber) / 2);

    /// <summary>Positive is more than the year before; null without one.</summary>
    public decimal? AgainstLastYear => Used - LastYear;
}
