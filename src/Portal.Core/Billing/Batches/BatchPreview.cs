using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;

namespace Portal.Core.Billing.Batches;

/// <summary>What a file of adjustments would post, or has posted: totals by reason, ledger, a page of rows.</summary>
/// <param name="Counts">Rows by what became of them.</param>
public sealed record BatchPreview(
    AdjustmentBatch Batch, IReadOnlyList<BatchPreview.Total> Reasons, IReadOnlyList<BatchPreview.Effect> Ledger,
    IReadOnlyDictionary<BatchRowOutcome, int> Counts, IReadOnlyList<BatchPreview.Row> Rows,
    IReadOnlyList<AdjustmentBatchFault> Faults, int Page)
{
    public const int RowsPerPage = 50;

    public int Pages => Math.Max(1, (Counts.Values.Sum() + RowsPerPage - 1) / RowsPerPage);

    public int CountOf(BatchRowOutcome outcome) => Counts.GetValueOrDefault(outcome);

    /// <param name="Label">The city's word for the reason; its code where the rules know it no more.</param>
    public sealed record Total(string Reason, string Label, int Rows, Usd Charges, Usd Credits);

    /// <summary>What one account of the ledger gets of it, net.</summary>
    public sealed record Effect(string Fund, string GlAccount, Side Side, Usd Amount);

    public sealed record Row(AdjustmentBatchRow Of, string AccountNumber);

    /// <param name="page">From 1.</param>
    /// <returns>Null when there is no such file.</returns>
    public static async Task<BatchPreview?> OfAsync(
        PortalDbContext db, Guid id, int page, string language, BusinessClock clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(clock);
        if (await db.Set<AdjustmentBatch>().AsNoTracking().SingleOrDefaultAsync(b => b.Id == id, ct) is not { } batch)
        {
            return null;
        }

        var all = await db.Set<AdjustmentBatchRow>().AsNoTracking().Where(r => r.BatchId == id)
            .Select(r => new { r.Reason, r.Fund, r.GlAccount, r.Amount, r.Outcome }).ToListAsync(ct);
        var rules = await db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, clock.Today, ct);
        var parts = all.SelectMany(r => new[]
        {
            (r.Fund, Account: GlAccounts.AccountsReceivable, r.Amount),
            (r.Fund, Account: r.GlAccount, Amount: -r.Amount),
        });
        var counts = all.GroupBy(r => r.Outcome).ToDictionary(g => g.Key, g => g.Count());
        var at = Math.Clamp(page, 1, Math.Max(1, (all.Count + RowsPerPage - 1) / RowsPerPage));
        return new(
            batch,
            [
                .. all.GroupBy(r => r.Reason).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new Total(
                    g.Key, rules?.Reason(g.Key)?.Label.In(language) ?? g.Key, g.Count(),
                    g.Where(r => r.Amount.IsPositive).Select(r => r.Amount).Sum(),
                    -g.Where(r => !r.Amount.IsPositive).Select(r => r.Amount).Sum())),
            ],
            [
                .. parts.GroupBy(p => (p.Fund, p.Account)).OrderBy(g => g.Key)
                    .Select(g => (g.Key, Net: g.Select(p => p.Amount).Sum())).Where(g => !g.Net.IsZero)
                    .Select(g => new Effect(
                        g.Key.Fund, g.Key.Account, g.Net.IsPositive ? Side.Debit : Side.Credit,
                        g.Net.IsPositive ? g.Net : -g.Net)),
            ],
            counts, await RowsAsync(db, id, at, ct),
            await db.Set<AdjustmentBatchFault>().AsNoTracking().Where(f => f.BatchId == id).OrderBy(f => f.No)
                .ToListAsync(ct),
            at);
    }

    /// <summary>Every row that was refused, for a file.</summary>
    public static Task<List<Row>> RefusedAsync(PortalDbContext db, Guid id, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return (
            from row in db.Set<AdjustmentBatchRow>().AsNoTracking()
            join account in db.CustomerAccounts on row.CustomerAccountId equals account.Id
            where row.BatchId == id && row.Outcome == BatchRowOutcome.Refused
            orderby row.Line
            select new Row(row, account.Number)).ToListAsync(ct);
    }

    /// <summary>What was refused comes first.</summary>
    private static Task<List<Row>> RowsAsync(PortalDbContext db, Guid id, int page, CancellationToken ct) => (
        from row in db.Set<AdjustmentBatchRow>().AsNoTracking()
        join account in db.CustomerAccounts on row.CustomerAccountId equals account.Id
        where row.BatchId == id
        orderby row.Outcome == BatchRowOutcome.Refused descending, row.Line
        select new Row(row, account.Number))
        .Skip((page - 1) * RowsPerPage).Take(RowsPerPage).ToListAsync(ct);
}
