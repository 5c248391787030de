using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Billing.LateCharges;

/// <summary>How a run of late charges stands.</summary>
/// <param name="Accounts">That the preview found.</param>
/// <param name="Done">Charged or skipped by now.</param>
/// <param name="Charged">Less than previewed where something was paid or held meanwhile.</param>
public sealed record LateChargeRunSummary(
    LateChargeRun Run, bool IsReleased, int Accounts, Usd Previewed, int Done, Usd Charged)
{
    private const int Shown = 20;

    public LateRunState State => !IsReleased ? LateRunState.Previewed
        : Done < Accounts ? LateRunState.Posting
        : LateRunState.Posted;

    /// <summary>The latest runs, newest first.</summary>
    public static async Task<IReadOnlyList<LateChargeRunSummary>> LatestAsync(PortalDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await OfAsync(db, db.Set<LateChargeRun>().OrderByDescending(r => r.MadeAt).Take(Shown), ct);
    }

    /// <summary>One run; null when there is none.</summary>
    public static async Task<LateChargeRunSummary?> OfAsync(PortalDbContext db, Guid id, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return (await OfAsync(db, db.Set<LateChargeRun>().Where(r => r.Id == id), ct)).SingleOrDefault();
    }

    /// <summary>What a run found, by family and step.</summary>
    public static async Task<IReadOnlyList<Part>> PartsAsync(PortalDbContext db, Guid runId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await db.Set<LateChargeRunItem>().Where(i => i.RunId == runId)
            .GroupBy(i => new { i.Family, i.Step })
            .OrderBy(g => g.Key.Family).ThenBy(g => g.Key.Step)
            .Select(g => new Part(
                g.Key.Family, g.Key.Step, g.Count(), new Usd(g.Sum(i => (long)(object)i.Basis)),
                new Usd(g.Sum(i => (long)(object)i.Amount))))
            .ToListAsync(ct);
    }

    /// <summary>The accounts that it charges most.</summary>
    public static async Task<IReadOnlyList<Row>> LargestAsync(PortalDbContext db, Guid runId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var sums = await db.Set<LateChargeRunItem>().Where(i => i.RunId == runId)
            .GroupBy(i => i.CustomerAccountId)
            .Select(g => new
            {
                Id = g.Key,
                Basis = g.Sum(i => (long)(object)i.Basis),
                Amount = g.Sum(i => (long)(object)i.Amount),
            })
            .OrderByDescending(g => g.Amount).Take(Shown).ToListAsync(ct);
        var ids = sums.Select(s => s.Id).ToList();
        var names = await (
            from account in db.CustomerAccounts
            join customer in db.Customers on account.CustomerId equals customer.Id
            where ids.Contains(account.Id)
            select new { account.Id, account.Number, customer.Name }).ToDictionaryAsync(a => a.Id, ct);
        return
        [
            .. sums.Select(s => new Row(s.Id, names[s.Id].Number, names[s.Id].Name, new(s.Basis), new(s.Amount))),
        ];
    }

    private static async Task<IReadOnlyList<LateChargeRunSummary>> OfAsync(
        PortalDbContext db, IQueryable<LateChargeRun> runs, CancellationToken ct)
    {
        var rows = await runs.AsNoTracking().Select(r => new
        {
            Run = r,
            Released = db.Set<LateChargeRunRelease>().Any(x => x.RunId == r.Id),
            Accounts = db.Set<LateChargeRunItem>().Where(i => i.RunId == r.Id)
                .Select(i => i.CustomerAccountId).Distinct().Count(),
            Previewed = db.Set<LateChargeRunItem>().Where(i => i.RunId == r.Id).Sum(i => (long)(object)i.Amount),
            Done = db.Set<LateChargeRunAccount>().Count(a => a.RunId == r.Id),
            Charged = db.Set<LateChargeRunAccount>().Where(a => a.RunId == r.Id).Sum(a => (long)(object)a.Charged),
        }).ToListAsync(ct);
        return
        [
            .. rows.Select(r => new LateChargeRunSummary(
                r.Run, r.Released, r.Accounts, new(r.Previewed), r.Done, new(r.Charged))),
        ];
    }

    /// <summary>What one step of one family comes to.</summary>
    public sealed record Part(string Family, int Step, int Items, Usd Basis, Usd Amount);

    /// <summary>What one account would be charged.</summary>
    public sealed record Row(Guid CustomerAccountId, string AccountNumber, string CustomerName, Usd Basis, Usd Amount);
}

/// <summary>Where a run stands.</summary>
public enum LateRunState
{
    Previewed,
    Posting,
    Posted,
}
