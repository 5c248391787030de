using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rating;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Rules;

/// <summary>
/// What may be adjusted for which reason, and from which amount on a second person is needed. The schema's table
/// enforces the same limits (ck_adjustment_limit).
/// </summary>
public sealed record AdjustmentRules
{
    /// <summary>
    /// Cents that may be posted on one person's word, by kind; a kind that is absent has no limit. What stands on one
    /// charge, and what was posted on the account within <see cref="LimitWindowDays"/>, counts together.
    /// </summary>
    public required IReadOnlyDictionary<string, long> Limits { get; init; }

    /// <summary>Days in which what is posted on an account without a second person adds up.</summary>
    public int LimitWindowDays { get; init; } = 30;

    /// <summary>Days until a charge outside a bill is due.</summary>
    public int DueDays { get; init; } = 21;

    public required IReadOnlyList<ReasonCode> Reasons { get; init; }

    /// <summary>Who the second person must be, by amount; null where everybody who approves at all may.</summary>
    public IReadOnlyList<ApprovalBand>? Bands { get; init; }

    /// <summary>How long a request may wait; <see cref="ApprovalPatience.Usual"/> where nothing is said.</summary>
    public ApprovalPatience? Patience { get; init; }

    /// <summary>The least rank that approves so much of a kind (approval_rank).</summary>
    public int RankFor(string kind, Usd amount)
    {
        if (Bands is null) { return 0; }

        var of = Bands.Any(b => b.Kind == kind) ? kind : null;
        return Bands.FirstOrDefault(b => b.Kind == of && amount.Cents <= b.UpToCents) is { } band
            ? StaffRoles.RankOf(band.Role)
            : ApprovalBand.Nobody;
    }

    /// <summary>True when one person may not post so much alone, together with what counts with it.</summary>
    public bool NeedsSecondPerson(AdjustmentKind kind, Usd amount) =>
        LimitOf(kind) is { } limit && amount > limit;

    /// <summary>What one person may post alone in the rule's days; null where nothing limits it.</summary>
    public Usd? LimitOf(AdjustmentKind kind) =>
        Limits.TryGetValue(Data.SnakeCase.Snake($"{kind}"), out var limit) ? new Usd(limit) : null;

    /// <summary>The reason of a code; null when the city has none such.</summary>
    public ReasonCode? Reason(string code) => Reasons.FirstOrDefault(r => r.Code == code);
}

/// <summary>Why something is adjusted, and what is printed for it.</summary>
public sealed record ReasonCode(string Code, string En, string Es)
{
    /// <summary>Credits of an account for it in twelve months; null where nothing limits them.</summary>
    public int? MostPerYear { get; init; }

    /// <summary>A second person may let one more be given, for a reason.</summary>
    public bool MayExceed { get; init; }

    public ChargeLabel Label => new(En, Es);
}
