using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Lists;

namespace Portal.Core.Payments.Unclaimed;

/// <summary>Turnovers of unclaimed money, the newest first, by the year of their report.</summary>
/// <param name="Years">All there are, the newest first.</param>
public sealed record TurnoverList(
    IReadOnlyList<UnclaimedTurnover> Rows, IReadOnlyList<int> Years, int Count, int Page)
{
    public int Pages => ListPages.Of(Count);

    /// <param name="year">Null for all.</param>
    /// <param name="page">From 1.</param>
    public static async Task<TurnoverList> OfAsync(PortalDbContext db, int? year, int page, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var all = db.Set<UnclaimedTurnover>().AsNoTracking();
        var years = await all.Select(t => t.BecomesOn.Year).Distinct().OrderDescending().ToListAsync(ct);
        var these = all.Where(t => year == null || t.BecomesOn.Year == year);
        var count = await these.CountAsync(ct);
        var at = ListPages.At(page, count);
        return new(
            await these.OrderByDescending(t => t.BecomesOn).ThenByDescending(t => t.Number).Page(at).ToListAsync(ct),
            years, count, at);
    }

    /// <summary>Every row of a year's approved turnovers, for the report.</summary>
    public static async Task<IReadOnlyList<(UnclaimedTurnover Of, UnclaimedTurnoverRow Row)>> ReportAsync(
        PortalDbContext db, int year, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var rows = await (
            from row in db.Set<UnclaimedTurnoverRow>()
            join turnover in db.Set<UnclaimedTurnover>() on row.TurnoverId equals turnover.Id
            where turnover.State == TurnoverState.Approved && turnover.BecomesOn.Year == year
            orderby turnover.Number, row.No
            select new { turnover, row }).AsNoTracking().ToListAsync(ct);
        return [.. rows.Select(r => (r.turnover, r.row))];
    }

    /// <summary>One turnover with what it lists; null when there is none such.</summary>
    public static async Task<(UnclaimedTurnover Of, IReadOnlyList<UnclaimedTurnoverRow> Rows)?> OneAsync(
        PortalDbContext db, Guid id, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (await db.Set<UnclaimedTurnover>().AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, ct)
            is not { } turnover)
        {
            return null;
        }

        return (turnover, await db.Set<UnclaimedTurnoverRow>().AsNoTracking().Where(r => r.TurnoverId == id)
            .OrderBy(r => r.No).ToListAsync(ct));
    }
}
