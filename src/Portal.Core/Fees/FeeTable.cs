using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;

namespace Portal.Core.Fees;

/// <summary>Versions of fees: which holds on a day, what comes, what is drafted, what was.</summary>
public static class FeeTable
{
    /// <summary>A version and what was decided about it.</summary>
    public sealed record Row(FeeRate Rate, FeeRateDecision? Decision)
    {
        public bool IsDraft => Decision is null;

        public bool IsReleased => Decision?.Decision == FeeDecision.Released;
    }

    /// <summary>One fee: what holds today, what was released for later, what waits for a second person.</summary>
    public sealed record Shelf(FeeKind Kind, FeeRate? InForce, FeeRate? Coming, FeeRate? Draft);

    /// <summary>The version in force on a day; null when the city has released none.</summary>
    public static async Task<FeeRate?> FeeOnAsync(
        this PortalDbContext db, FeeKind kind, DateOnly day, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await (
            from rate in db.Set<FeeRate>().AsNoTracking()
            join decision in db.Set<FeeRateDecision>() on rate.Id equals decision.FeeRateId
            where rate.Kind == kind && decision.Decision == FeeDecision.Released && rate.EffectiveOn <= day
            orderby rate.EffectiveOn descending, rate.Version descending
            select rate).FirstOrDefaultAsync(ct);
    }

    /// <summary>Every fee there may be.</summary>
    public static async Task<IReadOnlyList<Shelf>> ShelvesAsync(
        PortalDbContext db, DateOnly today, CancellationToken ct)
    {
        var rows = await RowsAsync(db, null, ct);
        return
        [
            .. Enum.GetValues<FeeKind>().Select(kind =>
            {
                var mine = rows.Where(r => r.Rate.Kind == kind).ToList();
                var released = mine.Where(r => r.IsReleased).Select(r => r.Rate)
                    .OrderByDescending(r => (r.EffectiveOn, r.Version)).ToList();
                return new Shelf(
                    kind,
                    released.Find(r => r.EffectiveOn <= today),
                    released.LastOrDefault(r => r.EffectiveOn > today),
                    mine.Find(r => r.IsDraft)?.Rate);
            }),
        ];
    }

    /// <summary>The history of one fee, newest version first; null for all fees.</summary>
    public static async Task<IReadOnlyList<Row>> RowsAsync(PortalDbContext db, FeeKind? kind, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await (
            from rate in db.Set<FeeRate>().AsNoTracking()
            join decision in db.Set<FeeRateDecision>().AsNoTracking() on rate.Id equals decision.FeeRateId into decided
            from decision in decided.DefaultIfEmpty()
            where kind == null || rate.Kind == kind
            orderby rate.Version descending
            select new Row(rate, decision)).ToListAsync(ct);
    }

    /// <summary>Steps that change versions of one fee, one after the other.</summary>
    internal static Task LockFeeAsync(this PortalDbContext db, FeeKind kind, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtext('fee_rate'), hashtext({kind.ToString()}))", ct);
}
