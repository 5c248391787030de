using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Rating;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;

namespace Portal.Core.Billing.Leaks;

/// <summary>One bill with a leak: what was used, what is usual, and the credit on each line.</summary>
/// <param name="Average">Of the bills before it that stand and had no leak; null when there is none.</param>
/// <param name="CreditedLately">Bills of the account credited for a leak in the last 12 months.</param>
/// <param name="CreditedEver">And ever.</param>
public sealed record LeakCase(
    Bill Bill, decimal Used, decimal? Average, string Unit, int CreditedLately, int CreditedEver,
    IReadOnlyList<WriteAdjustment.Credit> Credits)
{
    /// <summary>Leaks credited this calendar year, bills that follow each other being one; not this bill's.</summary>
    public int OthersThisYear { get; init; }

    /// <summary>A bill that stands and comes after this one was of usual use.</summary>
    public bool IsCleanSince { get; init; }

    /// <summary>This bill was credited for a leak before, and that credit stands.</summary>
    public bool IsCredited { get; init; }

    public Usd Amount => Credits.Select(c => c.Amount).Sum();

    /// <param name="reachedSewer">The water went down a drain, so sewer was used too.</param>
    public static async Task<LeakCase> OfAsync(
        PortalDbContext db, Bill bill, LeakRules rules, bool reachedSewer, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(bill);
        ArgumentNullException.ThrowIfNull(rules);
        var standing = db.Adjustments.Where(a => a.CustomerAccountId == bill.CustomerAccountId
            && a.Kind == AdjustmentKind.Leak && a.Side == Side.Credit
            && !db.Adjustments.Any(r => r.ReversesId == a.Id));
        var reads = await db.BillReads.AsNoTracking().Where(r => r.BillId == bill.Id).ToListAsync(ct);
        var before = await (
            from each in db.Bills
            join read in db.BillReads on each.Id equals read.BillId
            where each.CustomerAccountId == bill.CustomerAccountId && each.PeriodFrom < bill.PeriodFrom
                && !db.BillCancellations.Any(c => c.BillId == each.Id) && !standing.Any(a => a.CitesBillId == each.Id)
            group read by new { each.Id, each.PeriodFrom } into used
            orderby used.Key.PeriodFrom descending
            select used.Sum(r => r.Used)).Take(rules.AverageMonths).ToListAsync(ct);
        decimal? average = before.Count == 0 ? null : before.Average();
        return new(
            bill,
            reads.Sum(r => r.Used),
            average,
            reads.FirstOrDefault()?.Unit ?? "",
            await standing.CountAsync(a => a.PostedOn > today.AddMonths(-12), ct),
            await standing.CountAsync(ct),
            average is { } usual ? await CreditsAsync(db, bill, rules, reachedSewer, usual, ct) : [])
        {
            IsCredited = await standing.AnyAsync(a => a.CitesBillId == bill.Id, ct),
            OthersThisYear = await OthersAsync(
                db, bill, standing.Where(a => a.PostedOn >= new DateOnly(today.Year, 1, 1)), ct),
            IsCleanSince = average is { } beforeLeak
                && (await UsedAfterAsync(db, bill, ct)).Exists(used => !rules.IsLeak(used, beforeLeak)),
        };
    }

    private static Task<List<decimal>> UsedAfterAsync(PortalDbContext db, Bill bill, CancellationToken ct) => (
        from each in db.Bills
        join read in db.BillReads on each.Id equals read.BillId
        where each.CustomerAccountId == bill.CustomerAccountId && each.PeriodFrom >= bill.PeriodTo
            && !db.BillCancellations.Any(c => c.BillId == each.Id)
        group read by each.Id into used
        select used.Sum(r => r.Used)).ToListAsync(ct);

    /// <summary>Leaks among bills credited: bills of adjoining periods are of one leak.</summary>
    private static async Task<int> OthersAsync(
        PortalDbContext db, Bill bill, IQueryable<Adjustment> credits, CancellationToken ct)
    {
        var bills = await db.Bills.AsNoTracking()
            .Where(b => b.Id == bill.Id || credits.Any(a => a.CitesBillId == b.Id))
            .OrderBy(b => b.PeriodFrom).Select(b => new { b.Id, b.PeriodFrom, b.PeriodTo }).ToListAsync(ct);
        var (leaks, last) = (0, (DateOnly?)null);
        foreach (var each in bills)
        {
            leaks += each.PeriodFrom == last ? 0 : 1;
            last = each.PeriodTo;
        }

        // This bill's own leak is one of them, whether or not another bill of it was credited.
        return leaks - 1;
    }

    private static async Task<IReadOnlyList<WriteAdjustment.Credit>> CreditsAsync(
        PortalDbContext db, Bill bill, LeakRules rules, bool reachedSewer, decimal average, CancellationToken ct)
    {
        var items = await db.OpenItems.Where(i => i.BillId == bill.Id).OrderBy(i => i.BillLineNo).ToListAsync(ct);
        var lines = await AdjustableLine.WithAsync(db, items, ct);
        var explained = (await db.BillLines.AsNoTracking().Where(l => l.BillId == bill.Id).ToListAsync(ct))
            .ToDictionary(l => l.No, l => (l.ChargeCode, l.Service, Why: LineExplanation.FromJson(l.Explanation)));
        var byCode = new Dictionary<string, Usd>();
        var credits = new List<WriteAdjustment.Credit>();
        foreach (var line in lines)
        {
            var (code, service, why) = explained[line.Item.BillLineNo!.Value];
            var credit = service switch
            {
                UtilityService.Water or UtilityService.Irrigation when LeakPrice.IsUse(why) =>
                    LeakPrice.Credit(rules.Method, why, average),
                UtilityService.Sewer when LeakPrice.IsUse(why) && rules.SewerToAverage && !reachedSewer
                    && why.Quantity > average => LeakPrice.Of(why, why.Quantity) - LeakPrice.Of(why, average),
                _ when why.Kind == "percent" && why.Over is { } over => OfPercent(why, line, over, byCode),
                _ => Usd.Zero,
            };
            credit = Usd.Min(credit, line.Left);
            byCode[code] = credit;
            if (credit.IsPositive)
            {
                credits.Add(new(line.Item, line.GlAccount, credit));
            }
        }

        return credits;
    }

    /// <summary>A tax or surcharge shrinks with what it is a percent of.</summary>
    private static Usd OfPercent(
        LineExplanation why, AdjustableLine line, IReadOnlyList<string> over, Dictionary<string, Usd> credited)
    {
        var less = over.Select(code => credited.GetValueOrDefault(code, Usd.Zero)).Sum();
        return Usd.Max(
            line.Item.Amount - Usd.FromRate((why.Rate ?? 0m) / 100m, why.Quantity - less.ToDollars()), Usd.Zero);
    }
}
