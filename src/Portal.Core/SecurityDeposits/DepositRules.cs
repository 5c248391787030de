using Portal.Core.Accounts;
using Portal.Core.Money;

namespace Portal.Core.SecurityDeposits;

/// <summary>
/// The city's rules about security deposits. Roseville CA: not more than two months' bills, back after a year;
/// Palestine TX: at most two late payments, no returned item, no cut-off in that year.
/// </summary>
public sealed record DepositRules
{
    /// <summary>The fund that holds deposits and owes them.</summary>
    public required string Fund { get; init; }

    /// <summary>Cents that one person may return alone (ck_deposit_movement_return_limit).</summary>
    public required long ReturnLimitCents { get; init; }

    /// <summary>Days in which what one person returns on an account adds up.</summary>
    public int ReturnWindowDays { get; init; } = 30;

    /// <summary>A deposit goes back after so many months, and that is the span its conditions look at.</summary>
    public int Months { get; init; } = 12;

    /// <summary>Bills paid late in that span, at most.</summary>
    public int LatePayments { get; init; }

    public int ReturnedItems { get; init; }

    public int CutOffs { get; init; }

    /// <summary>Bills missed in 12 months from which on a deposit is asked for again (Ingleside TX: 2).</summary>
    public int MissedPayments { get; init; } = 2;

    /// <summary>Days after its due day from which on an unpaid bill counts as missed.</summary>
    public int MissedAfterDays { get; init; } = 30;

    /// <summary>A customer of so many good months is asked for none; null asks everybody.</summary>
    public int? WaivedAfterGoodMonths { get; init; }

    public required IReadOnlyList<ClassRule> Classes { get; init; }

    /// <summary>Yearly rates of simple interest, each from a day on; none pays none (Gridley CA).</summary>
    public IReadOnlyList<InterestRate> Interest { get; init; } = [];

    /// <param name="Months">Estimated bills of so many months may be asked for.</param>
    /// <param name="UsualCents">Asked for where there is nothing to estimate from.</param>
    public sealed record ClassRule(CustomerKind Kind, int Months, long UsualCents);

    public sealed record InterestRate(DateOnly From, decimal Percent);

    /// <summary>When interest is credited.</summary>
    public InterestTime InterestCredited { get; init; }

    public ClassRule Of(CustomerKind kind) => Classes.Single(c => c.Kind == kind);

    /// <summary>
    /// Simple interest: deposit × yearly rate × days ÷ 365, each rate for its days, rounded once, half up. $150.00
    /// at 2 % for 400 days is $3.29 (domain.md §1.3).
    /// </summary>
    /// <param name="since">The day it counts from.</param>
    /// <param name="until">The day it counts to: the difference in days.</param>
    public Usd InterestOn(Usd amount, DateOnly since, DateOnly until)
    {
        var rates = Interest.OrderBy(r => r.From).ToList();
        var parts =
            from i in Enumerable.Range(0, rates.Count)
            let begins = Later(rates[i].From, since)
            let ends = i + 1 < rates.Count ? Earlier(rates[i + 1].From, until) : until
            where ends > begins
            select rates[i].Percent / 100m * (ends.DayNumber - begins.DayNumber);
        return Usd.FromRate(amount.ToDollars() * parts.Sum() / 365m, 1);
    }

    private static DateOnly Later(DateOnly a, DateOnly b) => a > b ? a : b;

    private static DateOnly Earlier(DateOnly a, DateOnly b) => a < b ? a : b;
}

/// <summary>When the interest of a deposit is credited.</summary>
public enum InterestTime
{
    /// <summary>When the deposit is given up.</summary>
    End,

    /// <summary>On each anniversary of its taking, and when it is given up.</summary>
    Anniversary,
}
