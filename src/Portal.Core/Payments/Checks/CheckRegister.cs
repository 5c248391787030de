using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Lists;
using Portal.Core.Money;
using Portal.Core.Payments.Refunds;

namespace Portal.Core.Payments.Checks;

/// <summary>The register of checks, a page at a time, the highest number first.</summary>
public sealed record CheckRegister(
    IReadOnlyList<BankCheck> Rows, int Count, int Page, IReadOnlyList<(CheckState State, int Count, Usd Total)> Sums)
{
    private static readonly SortColumns<BankCheck> Columns = new SortColumns<BankCheck>(c => c.Id)
        .By("number", c => c.Number).By("payee", c => c.Payee).By("amount", c => c.Amount)
        .By("issued", c => c.IssuedOn).By("state", c => c.State);

    public int Pages => ListPages.Of(Count);

    /// <param name="filter">Which of them.</param>
    /// <param name="page">From 1.</param>
    public static async Task<CheckRegister> OfAsync(
        PortalDbContext db, Filter filter, int page, CancellationToken ct)
    {
        var all = Of(db, filter);
        var count = await all.CountAsync(ct);
        var at = ListPages.At(page, count);
        var sums = await db.Database.SqlQuery<Sum>($"""
            select state as "State", count(*)::integer as "Count", sum(amount_cents)::bigint as "Cents"
            from bank_check group by state
            """).ToListAsync(ct);
        return new(
            await Sorted(all, filter.Sort).Page(at).ToListAsync(ct), count, at,
            [
                .. sums.Select(s => (State: EnumWords<CheckState>.Read(s.State), s.Count, new Usd(s.Cents)))
                    .OrderBy(s => s.State),
            ]);
    }

    /// <summary>The same without pages, for a file, a part at a time.</summary>
    public static IAsyncEnumerable<IReadOnlyList<BankCheck>> ForFileAsync(
        PortalDbContext db, Filter filter, CancellationToken ct) =>
        Sorted(Of(db, filter), filter.Sort).Select(c => c.Id).InPartsAsync<BankCheck>(
            async ids => await db.Set<BankCheck>().AsNoTracking().Where(c => ids.Contains(c.Id)).ToListAsync(ct),
            c => c.Id, ct);

    /// <summary>The accounts whose money some checks pay back.</summary>
    public static async Task<IReadOnlyList<Guid>> AccountsOfAsync(
        PortalDbContext db, IReadOnlyList<BankCheck> checks, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var refunds = checks.Select(c => c.RefundId).ToList();
        return await db.Set<Refund>().Where(r => refunds.Contains(r.Id)).Select(r => r.CustomerAccountId).Distinct()
            .ToListAsync(ct);
    }

    private static IQueryable<BankCheck> Of(PortalDbContext db, Filter filter)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(filter);
        return db.Set<BankCheck>().AsNoTracking().Where(c =>
            (filter.State == null || c.State == filter.State) && (filter.Number == null || c.Number == filter.Number));
    }

    private static IOrderedQueryable<BankCheck> Sorted(IQueryable<BankCheck> all, string? sort) =>
        Columns.Sort(all, sort) ?? Columns.Sort(all, "-number")!;

    /// <summary>Which checks, in which order.</summary>
    /// <param name="State">Only those; null for all.</param>
    /// <param name="Number">Only that; null for all.</param>
    /// <param name="Sort">A column, as the address names it; null for the highest number first.</param>
    public sealed record Filter(CheckState? State, long? Number, string? Sort);

    private sealed record Sum(string State, int Count, long Cents);

    /// <summary>The runs of late, newest first, without their PDFs.</summary>
    public static async Task<IReadOnlyList<RunRow>> RunsAsync(PortalDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await db.Set<CheckRun>().OrderByDescending(r => r.MadeAt).Take(20)
            .Select(r => new RunRow(
                r.Id, r.MadeOn, r.FirstNumber, r.LastNumber, r.Checks, r.Total,
                db.Set<BankCheck>().Count(c => c.RunId == r.Id && c.State == CheckState.Printed)))
            .ToListAsync(ct);
    }

    /// <param name="ToMail">Checks of it that are printed and neither mailed nor void.</param>
    public sealed record RunRow(
        Guid Id, DateOnly MadeOn, long FirstNumber, long LastNumber, int Checks, Usd Total, int ToMail);

    /// <summary>
    /// What the bank is told of a day: checks printed on it, and those voided or stopped on it that it was told of
    /// before. For a bank whose layout has no line for a void they are left out, one printed on the same day as well:
    /// <see cref="ByHandAsync"/> names them.
    /// </summary>
    public static async Task<Outcome<string>> PositivePayOfAsync(
        PortalDbContext db, string accountCode, DateOnly day, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (await db.Set<CheckAccount>().AsNoTracking().SingleOrDefaultAsync(a => a.Code == accountCode, ct)
            is not { } account)
        {
            return new Refusal("Check_NoAccount");
        }

        var printed = await db.Set<BankCheck>().AsNoTracking()
            .Where(c => c.AccountCode == accountCode
                && db.Set<CheckRun>().Any(r => r.Id == c.RunId && r.MadeOn == day))
            .ToListAsync(ct);
        var voided = await db.Set<BankCheck>().AsNoTracking()
            .Where(c => c.AccountCode == accountCode && c.RunId != null
                && db.Set<BankCheckEvent>().Any(e => e.CheckId == c.Id && e.OnDay == day
                    && (e.State == CheckState.Void || e.State == CheckState.Stopped)))
            .ToListAsync(ct);
        var hasVoids = PositivePay.HasVoids(account.Layout);
        var gone = voided.Select(c => c.Id).ToHashSet();
        return PositivePay.Write(
            account,
            [
                .. printed.Where(c => hasVoids || !gone.Contains(c.Id)).OrderBy(c => c.Number)
                    .Select(c => new PositivePay.Line(c.Number, c.IssuedOn, c.Amount, c.Payee, IsVoid: false)),
                .. voided.Where(_ => hasVoids).OrderBy(c => c.Number)
                    .Select(c => new PositivePay.Line(c.Number, day, c.Amount, c.Payee, IsVoid: true)),
            ]);
    }

    /// <summary>
    /// Printed checks that were voided or stopped since a day and that no file tells the bank of, the latest first.
    /// </summary>
    public static async Task<IReadOnlyList<ByHand>> ByHandAsync(
        PortalDbContext db, DateOnly since, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var voids = await (
            from happened in db.Set<BankCheckEvent>()
            join check in db.Set<BankCheck>() on happened.CheckId equals check.Id
            join account in db.Set<CheckAccount>() on check.AccountCode equals account.Code
            where check.RunId != null && happened.OnDay >= since
                && (happened.State == CheckState.Void || happened.State == CheckState.Stopped)
            orderby happened.OnDay descending, check.Number
            select new { check.Number, happened.OnDay, account.Layout }).ToListAsync(ct);
        return [.. voids.Where(v => !PositivePay.HasVoids(v.Layout)).Select(v => new ByHand(v.Number, v.OnDay))];
    }

    /// <summary>A check that the bank is told of by hand.</summary>
    /// <param name="On">When it was voided or stopped.</param>
    public sealed record ByHand(long Number, DateOnly On);

    /// <summary>One check with its life, oldest first; null when there is none such.</summary>
    public static async Task<Record?> OneAsync(PortalDbContext db, Guid id, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (await db.Set<BankCheck>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct) is not { } check)
        {
            return null;
        }

        var refund = await db.Set<Refund>().AsNoTracking().SingleAsync(r => r.Id == check.RefundId, ct);
        return new(
            check, refund,
            await db.Set<BankCheckEvent>().AsNoTracking().Where(e => e.CheckId == id)
                .OrderBy(e => e.At).ThenBy(e => e.Id).ToListAsync(ct),
            await db.Set<BankCheck>().AsNoTracking().SingleOrDefaultAsync(c => c.ReplacesId == id, ct),
            await db.StaffNamesAsync(ct));
    }

    /// <param name="ReplacedBy">The check in its place; null for none.</param>
    /// <param name="People">Names of the staff, by actor.</param>
    public sealed record Record(
        BankCheck Check, Refund Refund, IReadOnlyList<BankCheckEvent> Events, BankCheck? ReplacedBy,
        IReadOnlyDictionary<string, string> People);
}
