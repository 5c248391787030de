using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Rating;
using Portal.Core.Money;

namespace Portal.Core.Billing.Rules;

/// <summary>
/// What may be adjusted for which reason, and from which amount on a second person is needed. The schema's table
/// enforces the same limits (ck_adjustment_limit).
/// </summary>
public sealed record AdjustmentRules
{
    /// <summary>Cents that one person may post alone, by kind; a kind that is absent has no limit.</summary>
    public required IReadOnlyDictionary<string, long> Limits { get; init; }

    /// <summary>Days until a charge outside a bill is due.</summary>
    public int DueDays { get; init; } = 21;

    /// <summary>How far back bills may be canceled or corrected: 12 months (Sebring FL, Coachella Valley CA).</summary>
    public int CorrectionMonths { get; init; } = 12;

    public required IReadOnlyList<ReasonCode> Reasons { get; init; }

    /// <summary>True when one person may not post it alone.</summary>
    public bool NeedsSecondPerson(AdjustmentKind kind, Usd amount) =>
        Limits.TryGetValue(Data.SnakeCase.Snake($"{kind}"), out var limit) && amount.Cents > limit;

    /// <summary>The reason of a code; null when the city has none such.</summary>
    public ReasonCode? Reason(string code) => Reasons.FirstOrDefault(r => r.Code == code);
}

/// <summary>Why something is adjusted, and what is printed for it.</summary>
public sealed record ReasonCode(string Code, string En, string Es)
{
    public ChargeLabel Label => new(En, Es);
}
