using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Payments.Returns;

/// <summary>
/// How many bank debits came back of those taken in the last 60 days, beside what Nacha asks to stay below
/// (domain.md §4.1). An item that paid several accounts is one debit.
/// </summary>
public sealed record ReturnRates(int Debits, IReadOnlyList<ReturnRates.Rate> Rates)
{
    public const int Days = 60;

    /// <param name="Name">"unauthorized", "administrative", "overall".</param>
    /// <param name="Limit">In percent.</param>
    public sealed record Rate(string Name, int Returns, decimal Percent, decimal Limit)
    {
        /// <summary>The office is told at half.</summary>
        public bool IsHigh => Percent >= Limit / 2;

        public bool IsOver => Percent >= Limit;
    }

    public static async Task<ReturnRates> OfAsync(PortalDbContext db, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var since = today.AddDays(-Days);
        var rules = await db.RulesOnAsync<ReturnRules>(MoneyRuleKind.Returns, today, ct) ?? new ReturnRules();
        var debits = await db.Payments.Where(p => p.Tender == Tender.BankDebit && p.BusinessDate > since)
            .Select(p => p.OperationId).Distinct().CountAsync(ct);
        var returns = await (
            from returned in db.Set<ReturnedPayment>()
            join reason in db.Set<ReturnReason>() on returned.ReasonCode equals reason.Code
            where reason.Source == ReasonSource.Ach && returned.ReturnedOn > since
            select new { returned.OperationId, reason.RateClass }).Distinct().ToListAsync(ct);
        return new(debits,
        [
            Of("unauthorized", returns.Count(r => r.RateClass == ReturnRateClass.Unauthorized),
                rules.UnauthorizedPercent),
            Of("administrative", returns.Count(r => r.RateClass == ReturnRateClass.Administrative),
                rules.AdministrativePercent),
            Of("overall", returns.Count, rules.OverallPercent),
        ]);

        Rate Of(string name, int count, decimal limit) =>
            new(name, count, debits == 0 ? 0 : Math.Round(100m * count / debits, 2), limit);
    }
}

/// <summary>
/// Every morning: a task for the office when a rate has reached half of its limit, once a month for each.
/// </summary>
public sealed class WatchReturnRates(PortalDbContext db, RaiseOfficeTask raiseTask, BusinessClock clock)
{
    /// <returns>How many tasks are new.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var told = 0;
        var today = clock.Today;
        foreach (var rate in (await ReturnRates.OfAsync(db, today, ct)).Rates.Where(r => r.Returns > 0 && r.IsHigh))
        {
            var isNew = await raiseTask.RunAsync(
                new("return_rate", $"return_rate:{rate.Name}:{today:yyyy-MM}",
                    $"{rate.Name}: {rate.Returns} returns in {ReturnRates.Days} days, {rate.Percent} %, "
                    + $"limit {rate.Limit} %"),
                ct);
            told += isNew ? 1 : 0;
        }

        return told;
    }
}
