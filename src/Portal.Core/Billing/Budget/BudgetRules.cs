using System.Text.Json.Serialization;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Billing.Budget;

/// <summary>A city's figures for budget billing. Those of the day of enrolling hold as long as the plan does.</summary>
public sealed record BudgetRules
{
    /// <summary>Rolling for everybody: where a city begins.</summary>
    public static readonly BudgetRules Usual = new() { Kind = BudgetKind.Rolling };

    /// <summary>The plan of classes that <see cref="Kinds"/> does not name; null when only those may enroll.</summary>
    public BudgetKind? Kind { get; init; }

    /// <summary>The plan of some classes: <c>{"business": "fixed_twelfth"}</c>.</summary>
    public IReadOnlyDictionary<string, BudgetKind>? Kinds { get; init; }

    /// <summary>Added to a fixed twelfth: 0.05 in Brentwood TN.</summary>
    public decimal Margin { get; init; }

    /// <summary>Months of the plan's year after which it is reviewed.</summary>
    public IReadOnlyList<int> ReviewMonths { get; init; } = [4, 8];

    /// <summary>The part by which actual charges may differ from what was asked for.</summary>
    public decimal Threshold { get; init; } = 0.15m;

    /// <summary>A surplus of this or more is credited at the year's end; a smaller one is carried.</summary>
    public long LeastCreditCents { get; init; } = 10_00;

    /// <summary>Monthly bills that an account must have had before it enrolls.</summary>
    public int HistoryMonths { get; init; } = BudgetPlan.Year;

    /// <summary>Days after its due day on which a bill may still be paid without losing the plan.</summary>
    public int GraceDays { get; init; } = 10;

    [JsonIgnore]
    public Usd LeastCredit => new(LeastCreditCents);

    /// <summary>The plan of a class; null when it may have none.</summary>
    public BudgetKind? KindOf(CustomerClass customerClass) =>
        Kinds is not null && Kinds.TryGetValue(SnakeCase.Snake($"{customerClass}"), out var kind) ? kind : Kind;
}
