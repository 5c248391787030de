using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Rates;
using Portal.Core.Billing.Runs;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Moves;

/// <summary>
/// Prices what is left to bill when an account's last service ends: its days of the cycle's period, by the same code
/// and from the same inputs as a run would. Reads and agreements must be written already.
/// </summary>
internal static class PriceFinalBill
{
    /// <param name="Request">Null when the last bill reaches to the day: nothing is left to bill.</param>
    internal sealed record Answer(IssueBill.Request? Request, IReadOnlyList<Refusal> Reasons);

    internal static async Task<Answer> RunAsync(
        PortalDbContext db, CustomerAccount account, DateOnly day, DateOnly today, Staff.Actor by,
        CancellationToken ct)
    {
        var last = await LastAsync(db, account.Id, ct);
        if (last is { IsCanceled: true })
        {
            return new(null, [new("Move_LastBillCanceled", last.Number)]);
        }

        if (last?.PeriodTo >= day)
        {
            return last.PeriodTo == day ? new(null, []) : new(null, [new("Move_AlreadyBilled", last.PeriodTo)]);
        }

        if (await db.BillingCycles.AsNoTracking().SingleOrDefaultAsync(c => c.Code == account.BillingCycle, ct)
            is not { } cycle)
        {
            return new(null, [new("Move_NoCycle")]);
        }

        var from = last?.PeriodTo ?? await db.ServiceAgreements
            .Where(g => g.CustomerAccountId == account.Id).MinAsync(g => g.StartsOn, ct);
        var (starts, ends) = await BillingPeriod.HoldingAsync(db, cycle, from, ct);
        if (day > ends)
        {
            return new(null, [new("Move_PeriodUnbilled", from, ends)]);
        }

        var terms = new RunTerms(last?.PeriodTo ?? starts, ends, today, today.AddDays(cycle.DaysToPay));
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var book = await LoadRateBook.RunAsync(connection, ct);
        var inputs = await LoadRunInputs.RunAsync(connection, [account.Id], terms, book, ct);
        var priced = new PriceAccount(terms, book).For(inputs.Single());
        if (priced is { Credits.Count: > 0, Reads: [var read, ..] })
        {
            // What an estimate had too much goes back with a run's bill; at the end of service a person credits it.
            return new(null, [new("Move_UseNegative", read.MeterNumber, read.PreviousReading, read.CurrentReading)]);
        }

        return priced.IsBlocked
            ? new(null, [.. priced.Findings.Where(f => f.Blocks).Select(ReasonOf)])
            : new(
                new(priced.BillId, account.Id, priced.From, day, terms.DueOn, priced.Charges, priced.Reads, by), []);
    }

    private sealed record Last(long Number, DateOnly PeriodTo, bool IsCanceled);

    private static Task<Last?> LastAsync(PortalDbContext db, Guid accountId, CancellationToken ct) =>
        db.Bills.Where(b => b.CustomerAccountId == accountId && !db.Bills.Any(n => n.RebillsId == b.Id))
            .OrderByDescending(b => b.PeriodFrom)
            .Select(b => new Last(b.Number, b.PeriodTo, db.BillCancellations.Any(c => c.BillId == b.Id)))
            .FirstOrDefaultAsync(ct);

    private static Refusal ReasonOf(RunFinding finding) => finding.Code switch
    {
        FindingCode.MissingRead => new("Move_ReadMissing", finding.Detail[0]),
        FindingCode.NegativeUse => new("Move_UseNegative", [.. finding.Detail]),
        FindingCode.NoRate => new("Move_NoRate", finding.Detail[0]),
        FindingCode.NoAddress => new("Move_NoAddress"),
        _ => WhyNotBilled.Of(finding),
    };
}
