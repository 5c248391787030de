using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Rates;
using Portal.Core.Billing.Runs;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using PointInputs = Portal.Core.Billing.Runs.PointInputs;

namespace Portal.Core.Usage;

/// <summary>
/// Forecasts an account's next bill by pricing the period that runs with the code that will price the bill, three
/// times: with the least, the likely and the most use. Nothing is written, and nothing is said where it cannot be
/// known: without a bill that stands, a cycle, enough past, or with something that would keep the bill from a price.
/// </summary>
public static class ForecastBill
{
    /// <summary>Days of the past that are read.</summary>
    public static DateOnly Since(DateOnly today) => today.AddYears(-SeasonalNorm.Years).AddMonths(-2);

    /// <summary>Of an account that the reader may see.</summary>
    public static async Task<BillForecast?> OfAsync(
        PortalDbContext db, BusinessClock clock, CustomerAccount account, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentNullException.ThrowIfNull(account);
        if (account.ClosedOn is not null || account.BillingCycle is null
            || await TermsAsync(db, account, clock.Today, ct) is not { } terms)
        {
            return null;
        }

        await db.Database.OpenConnectionAsync(ct);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var book = await LoadRateBook.RunAsync(connection, ct);
        var inputs = (await LoadRunInputs.RunAsync(connection, [account.Id], terms, book, ct)).Single();
        var meters = inputs.Points.Where(p => p.IsMetered).ToList();
        var uses = meters.Count == 0
            ? null
            : await LoadUse.RunAsync(
                db, clock, [.. meters.Select(p => (p.ServicePointId, account.Id))],
                [new(Since(clock.Today), clock.Today)], ct);
        var forecasts = meters.ConvertAll(p => Meter(p, uses![p.ServicePointId], terms));
        if (forecasts.Contains(null)) { return null; }

        var pricing = new PriceAccount(terms, book);
        var (low, likely, high) = (Price(m => m.Low), Price(m => m.Likely), Price(m => m.High));
        return low is null || likely is null || high is null
            ? null
            : new(
                terms.From, terms.To, terms.BillOn, low.Value, Usd.Max(low.Value, likely.Value),
                Usd.Max(high.Value, likely.Value), forecasts!);

        Usd? Price(Func<MeterForecast, decimal> used)
        {
            var places = meters.Zip(forecasts).ToDictionary(m => m.First.ServicePointId, m => used(m.Second!));
            var priced = pricing.For(inputs with
            {
                // Whoever cannot be reached or has a doubtful read gets no bill yet; its price is the same.
                CanBeReached = true,
                HeldBy = [],
                Points = [.. inputs.Points.Select(p => places.TryGetValue(p.ServicePointId, out var use)
                    ? Closed(p, use, terms)
                    : p)],
            });
            return priced.IsBlocked ? null : priced.Total;
        }
    }

    /// <summary>The period after the last bill; null without one that stands, or where it is long over.</summary>
    private static async Task<RunTerms?> TermsAsync(
        PortalDbContext db, CustomerAccount account, DateOnly today, CancellationToken ct)
    {
        var last = await db.Bills
            .Where(b => b.CustomerAccountId == account.Id && !db.Bills.Any(n => n.RebillsId == b.Id))
            .OrderByDescending(b => b.PeriodFrom)
            .Select(b => new { b.PeriodTo, IsCanceled = db.BillCancellations.Any(c => c.BillId == b.Id) })
            .FirstOrDefaultAsync(ct);
        if (last is null || last.IsCanceled
            || await db.BillingCycles.AsNoTracking().SingleOrDefaultAsync(c => c.Code == account.BillingCycle, ct)
                is not { } cycle)
        {
            return null;
        }

        var (_, ends) = await BillingPeriod.HoldingAsync(db, cycle, last.PeriodTo, ct);
        var billOn = ends.AddDays(cycle.DaysToBill);
        return billOn < today ? null : new(last.PeriodTo, ends, billOn, billOn.AddDays(cycle.DaysToPay));
    }

    private static MeterForecast? Meter(PointInputs point, DailyUse use, RunTerms terms)
    {
        if (point.Opening is not { } opening || opening.On >= terms.To) { return null; }

        if (point.Closing is { } closing)
        {
            var read = point.UseOf(opening, closing);
            var days = closing.On.DayNumber - opening.On.DayNumber;
            return read < 0
                ? null
                : new(point.MeterNumber!, point.ReadUnit ?? "", read, days, days, read, read, read, 0)
                {
                    IsRead = true,
                };
        }

        return ForecastUse.Of(use, point.MeterNumber!, point.ReadUnit ?? "", opening.On, terms.To);
    }

    /// <summary>The point as if it had been read on the last day, showing a use.</summary>
    private static PointInputs Closed(PointInputs point, decimal use, RunTerms terms) => point.Closing is not null
        ? point
        : point with
        {
            Closing = new(
                terms.To, point.Opening!.Reading + (use / point.Multiplier), ReadKind.Actual),
        };
}
