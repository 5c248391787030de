using Portal.Core.Money;

namespace Portal.Core.Billing.Budget;

/// <summary>The ways in which cities level bills over the year.</summary>
public enum BudgetKind
{
    /// <summary>Last year's total ÷ 12, perhaps with 5 % on top; the twelfth bill settles (Brentwood TN).</summary>
    FixedTwelfth,

    /// <summary>Last year's total ÷ 11; the twelfth bill settles (Huntingburg IN).</summary>
    FixedEleventh,

    /// <summary>Last year's average, reviewed in months 4 and 8 (Sacramento Municipal Utility District).</summary>
    Reviewed,

    /// <summary>A twelfth of the last twelve months and of what gathered; never settles (Golden Valley AK).</summary>
    Rolling,
}

/// <summary>
/// Where a customer's plan stands between two bills. <see cref="Gathered"/> ties the two balances together: what was
/// earned and not yet asked for. The due balance, which collections may pursue, is the actual one less this.
/// </summary>
/// <param name="Amount">Asked for each month; of a rolling plan the last one.</param>
/// <param name="Month">Bills of the plan's year so far, 0 to 11.</param>
/// <param name="Gathered">Actual charges less what was asked for; negative when more was asked for than earned.</param>
/// <param name="Actuals">Actual charges of up to twelve months, newest last.</param>
/// <param name="AskedThisYear">Asked for in the plan's year so far.</param>
public sealed record BudgetPlan(
    BudgetKind Kind, BudgetRules Rules, Usd Amount, int Month, Usd Gathered, IReadOnlyList<Usd> Actuals,
    Usd AskedThisYear)
{
    /// <summary>Months of a plan's year.</summary>
    public const int Year = 12;

    /// <summary>A plan that begins with the next bill.</summary>
    /// <param name="history">Actual charges of the twelve months before, oldest first.</param>
    public static BudgetPlan Begin(BudgetKind kind, BudgetRules rules, IReadOnlyList<Usd> history)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(history);
        ArgumentOutOfRangeException.ThrowIfNotEqual(history.Count, Year);
        return new(kind, rules, Level(kind, rules, history.Sum()), 0, Usd.Zero, [.. history], Usd.Zero);
    }

    /// <summary>What the next bill asks for, and where the plan stands after it.</summary>
    /// <param name="actual">The bill's actual charges.</param>
    public (Usd Asked, BudgetPlan Plan) Bill(Usd actual)
    {
        var actuals = (IReadOnlyList<Usd>)[.. Actuals.TakeLast(Year - 1), actual];
        var month = Month + 1;
        var asked = AskFor(actual, actuals.Sum(), month);
        var after = this with
        {
            Month = month,
            Gathered = Gathered + actual - asked,
            Actuals = actuals,
            AskedThisYear = AskedThisYear + asked,
        };
        return (asked, Kind switch
        {
            BudgetKind.Rolling => after with { Amount = asked, Month = month % Year },
            _ when month == Year => after.NextYear(),
            BudgetKind.Reviewed when Rules.ReviewMonths.Contains(month) => after.Review(),
            _ => after,
        });
    }

    /// <summary>Whether the next bill settles the plan's year: what it is asked for is then no usual amount.</summary>
    /// <param name="asked">What the bill asks for.</param>
    public bool Settles(Usd asked) => Month == Year - 1 && Kind switch
    {
        BudgetKind.Rolling => false,
        BudgetKind.Reviewed => asked != Amount,
        _ => true,
    };

    /// <summary>The last bill of a customer who leaves the plan: all that has gathered, and nothing is left.</summary>
    public Usd Leave(Usd actual) => Gathered + actual;

    private Usd AskFor(Usd actual, Usd lastTwelve, int month) => Kind switch
    {
        BudgetKind.Rolling => Part(lastTwelve + Gathered, Year),
        BudgetKind.Reviewed => month == Year ? Amount + Surplus(actual) : Amount,
        _ => month == Year ? Gathered + actual : Amount,
    };

    /// <summary>What the year's last bill gives back: a surplus that is large enough, as a negative amount.</summary>
    private Usd Surplus(Usd actual) =>
        Gathered + actual - Amount is var left && -left >= Rules.LeastCredit ? left : Usd.Zero;

    /// <summary>Sets the amount so that the year ends at zero, if it goes on as it went so far.</summary>
    private BudgetPlan Review()
    {
        var actual = Actuals.TakeLast(Month).Sum();
        var difference = Math.Abs((actual - AskedThisYear).Cents);
        var left = Year - Month;
        // (average so far × months left + gathered) ÷ months left, with one rounding.
        var expected = new Usd((actual.Cents * left) + (Gathered.Cents * Month));
        return difference > Rules.Threshold * AskedThisYear.Cents
            ? this with { Amount = Usd.Max(Usd.Zero, Part(expected, Month * left)) }
            : this;
    }

    /// <summary>A new year from the one that ended; a deficit is spread over it, a small surplus too.</summary>
    private BudgetPlan NextYear() => this with
    {
        Month = 0,
        AskedThisYear = Usd.Zero,
        Amount = Kind == BudgetKind.Reviewed
            ? Usd.Max(Usd.Zero, Part(Actuals.Sum() + Gathered, Year))
            : Level(Kind, Rules, Actuals.Sum()),
    };

    private static Usd Level(BudgetKind kind, BudgetRules rules, Usd lastYear) => kind switch
    {
        BudgetKind.FixedTwelfth => Usd.FromRate(lastYear.ToDollars() * (1 + rules.Margin) / Year, 1),
        BudgetKind.FixedEleventh => Part(lastYear, Year - 1),
        _ => Part(lastYear, Year),
    };

    private static Usd Part(Usd whole, int parts) => Usd.FromRate(whole.ToDollars() / parts, 1);
}
