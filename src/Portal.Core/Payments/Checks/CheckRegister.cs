using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Refunds;

namespace Portal.Core.Payments.Checks;

/// <summary>The register of checks, a page at a time, the highest number first.</summary>
public sealed record CheckRegister(
    IReadOnlyList<BankCheck> Rows, int Count, int Page, IReadOnlyList<(CheckState State, int Count, Usd Total)> Sums)
{
    public const int RowsPerPage = 25;

    public int Pages => Math.Max(1, (Count + RowsPerPage - 1) / RowsPerPage);

    /// <param name="state">Only those; null for all.</param>
    /// <param name="number">Only that; null for all.</param>
    /// <param name="page">From 1.</param>
    public static async Task<CheckRegister> OfAsync(
        PortalDbContext db, CheckState? state, long? number, int page, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var all = db.Set<BankCheck>().AsNoTracking()
            .Where(c => (state == null || c.State == state) && (number == null || c.Number == number));
        var count = await all.CountAsync(ct);
        var at = Math.Clamp(page, 1, Math.Max(1, (count + RowsPerPage - 1) / RowsPerPage));
        var sums = (await db.Set<BankCheck>().AsNoTracking().Select(c => new { c.State, c.Amount }).ToListAsync(ct))
            .GroupBy(c => c.State).OrderBy(g => g.Key)
            .Select(g => (g.Key, g.Count(), g.Select(c => c.Amount).Sum())).ToList();
        return new(
            await all.OrderByDescending(c => c.Number).ThenBy(c => c.Id)
                .Skip((at - 1) * RowsPerPage).Take(RowsPerPage).ToListAsync(ct),
            count, at, sums);
    }

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
