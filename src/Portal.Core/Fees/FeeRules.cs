using Portal.Core.Billing.Rules;

namespace Portal.Core.Fees;

/// <summary>The city's rules about fees beside their amounts (<see cref="MoneyRuleKind.Fees"/>).</summary>
public sealed record FeeRules
{
    /// <summary>Days until a fee is due.</summary>
    public int DueDays { get; init; } = 21;

    /// <summary>Months in which a late charge is waived at most once (Mt Shasta CA: 12); null for none.</summary>
    public int? LateChargeWaiverMonths { get; init; }
}
