using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Billing.Rates;
using Portal.Core.Billing.Runs;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Moves;

namespace Portal.Core.Billing.Adjustments;

/// <summary>
/// A bill beside what its period comes to now: priced by the code of a run, from the reads and agreements as they are
/// corrected, under the rates that held on the day of the original bill.
/// </summary>
/// <param name="Lines">What the bill charged.</param>
/// <param name="Charges">What it would charge now; empty when it cannot be priced.</param>
/// <param name="Reads">The reads those charges rest on.</param>
/// <param name="WhyNot">Why the period cannot be billed again; null when it can.</param>
public sealed record RebillCase(
    Bill Bill, bool IsCanceled, IReadOnlyList<BillLine> Lines, IReadOnlyList<PricedCharge> Charges,
    IReadOnlyList<BillRead> Reads, DateOnly DueOn, Refusal? WhyNot)
{
    public Usd Total => Charges.Select(c => c.Amount).Sum();

    /// <summary>What the customer is charged more; below zero, less.</summary>
    public Usd Difference => Total - Bill.NewCharges;

    public static async Task<RebillCase> OfAsync(PortalDbContext db, Bill bill, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(bill);
        var account = await db.CustomerAccounts.AsNoTracking().SingleAsync(a => a.Id == bill.CustomerAccountId, ct);
        var cycle = await db.BillingCycles.AsNoTracking()
            .SingleOrDefaultAsync(c => c.Code == account.BillingCycle, ct);
        var isCanceled = await db.BillCancellations.AnyAsync(c => c.BillId == bill.Id, ct);
        var (from, to) = await PeriodOfAsync(db, cycle, bill, account.ClosedOn, ct);
        var terms = new RunTerms(from, to, bill.IssuedOn, today.AddDays((cycle ?? UsualCycle).DaysToPay));
        await db.Database.OpenConnectionAsync(ct);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        // A read may have been corrected to a day after the bill; its prices are those of the bill's day.
        var book = await LoadRateBook.RunAsync(connection, ct);
        var inputs = await LoadRunInputs.RunAsync(
            connection, [account.Id], terms with { BillOn = today }, book, ct, before: bill.PeriodFrom);
        // Days before the period that no bill shows are another bill's.
        var priced = new PriceAccount(terms, book).For(inputs.Single() with { UnbilledFrom = null });
        var rebill = new RebillCase(
            bill,
            isCanceled,
            await db.BillLines.AsNoTracking().Where(l => l.BillId == bill.Id).OrderBy(l => l.No).ToListAsync(ct),
            priced.Charges,
            priced.Reads,
            terms.DueOn,
            priced.Findings.Where(f => f.Blocks).Select(ReasonOf).FirstOrDefault());
        return rebill with
        {
            WhyNot = rebill.WhyNot ?? await PlaceChangedAsync(db, bill, ct) ?? await rebill.WhyNotAsync(db, today, ct),
        };
    }

    /// <summary>
    /// The days by which a whole period is reckoned: of the calendar, or the bill's own. A final bill ends inside its
    /// period and is a part of it; it began where the bill before ended, or with the first day served.
    /// </summary>
    private static async Task<(DateOnly From, DateOnly To)> PeriodOfAsync(
        PortalDbContext db, BillingCycle? cycle, Bill bill, DateOnly? closedOn, CancellationToken ct)
    {
        if (cycle is not null && bill.PeriodTo == closedOn)
        {
            var (starts, ends) = await BillingPeriod.HoldingAsync(db, cycle, bill.PeriodFrom, ct);
            var follows = await db.Bills.AnyAsync(
                b => b.CustomerAccountId == bill.CustomerAccountId && b.PeriodFrom < bill.PeriodFrom
                    && !db.BillCancellations.Any(c => c.BillId == b.Id), ct);
            return (follows ? bill.PeriodFrom : starts, ends);
        }

        var planned = cycle is null ? null : await db.Set<BillingPeriod>().AsNoTracking()
            .Where(p => p.BillingCycle == cycle.Code && p.PeriodFrom <= bill.PeriodFrom && p.PeriodTo >= bill.PeriodTo)
            .OrderByDescending(p => p.PeriodFrom).FirstOrDefaultAsync(ct);
        return planned is null ? (bill.PeriodFrom, bill.PeriodTo) : (planned.PeriodFrom, planned.PeriodTo);
    }

    private static readonly BillingCycle UsualCycle = new() { Code = "", NameEn = "", NameEs = "", ReadDay = 1 };

    private static Refusal ReasonOf(RunFinding finding) => finding.Code switch
    {
        FindingCode.MissingRead => new("Rebill_ReadMissing", finding.Detail[0]),
        FindingCode.NegativeUse => new("Rebill_UseNegative", [.. finding.Detail]),
        FindingCode.NoRate => new("Rebill_NoRate", finding.Detail[0]),
        FindingCode.HeldRead => new("Rebill_ReadHeld"),
        _ => WhyNotBilled.Of(finding),
    };

    /// <summary>Carts, hard surface and area are kept as of today: days of long ago are not priced by them.</summary>
    private static async Task<Refusal?> PlaceChangedAsync(PortalDbContext db, Bill bill, CancellationToken ct) =>
        (await db.AuditEntries.Where(a => a.CustomerAccountId == bill.CustomerAccountId
            && a.Act == nameof(ChangeAgreement) && a.At > bill.IssuedAt).Select(a => a.Detail).ToListAsync(ct))
        .Select(ChangeAgreement.Told.Of)
        .Any(t => (t.Was.Carts, t.Was.AreaSqft, t.Was.RateArea) != (t.Now.Carts, t.Now.AreaSqft, t.Now.RateArea))
            ? new("Rebill_PlaceChanged")
            : null;

    private async Task<Refusal?> WhyNotAsync(PortalDbContext db, DateOnly today, CancellationToken ct) =>
        await db.Bills.AnyAsync(b => b.RebillsId == Bill.Id, ct) ? new("Rebill_Before", Bill.Number)
        : !IsCanceled && Charges.Select(c => (c.Code, c.Amount))
            .SequenceEqual(Lines.Select(l => (l.ChargeCode, l.Amount))) ? new("Rebill_NothingChanges", Bill.Number)
        : IsCanceled && !Difference.IsPositive ? null
        : await CorrectionWindow.WhyNotAsync(db, Bill.IssuedOn, Difference.IsPositive, today, ct);
}
