namespace Portal.Core.Billing.Rating;

/// <summary>The city's choices about billing that are not prices, versioned as prices are.</summary>
public sealed record BillingSettings
{
    /// <summary>What holds where a city has said nothing.</summary>
    public static readonly BillingSettings Usual = new() { Version = 0, EffectiveOn = DateOnly.MinValue };

    public required int Version { get; init; }

    /// <summary>First day this version holds.</summary>
    public required DateOnly EffectiveOn { get; init; }

    public VersionChange VersionChange { get; init; }

    public ProrationRule Proration { get; init; } = ProrationRule.Usual;

    public TierRounding Rounding { get; init; }

    /// <summary>
    /// Months back that a customer billed too little may be billed for: 12 (Sebring FL), 4 (Wood Village OR).
    /// </summary>
    public int BackBillingMonths { get; init; } = 12;

    /// <summary>Months back that a customer billed too much is given back; up to 60 (Bremen IN).</summary>
    public int CorrectionMonths { get; init; } = 36;

    /// <summary>Ordinance or resolution.</summary>
    public string? Source { get; init; }
}

/// <summary>Which version of a schedule prices a period in which prices changed.</summary>
public enum VersionChange
{
    /// <summary>The one that holds on the day of the bill: "all bills rendered on or after" (Roseville CA).</summary>
    BillDate,

    /// <summary>The one that holds on the day of the closing read.</summary>
    ReadDate,

    /// <summary>Each for its days: use is spread evenly over the period, the rest is cut by days.</summary>
    ProratedByDays,
}

/// <summary>What a part period pays of a fixed amount.</summary>
public enum ProrationMethod
{
    /// <summary>Amount × days served ÷ days of the period; the day of the closing read does not count.</summary>
    Daily,

    /// <summary>Half for up to half of the period, else all (San Joaquin CA's semi-monthly).</summary>
    HalfMonth,

    /// <summary>Only full months count (San Antonio TX).</summary>
    FullMonths,

    /// <summary>All of it.</summary>
    Whole,
}

/// <summary>What happens to tier thresholds in a part period. It changes the bill: Canby OR $28.78 or $27.95.</summary>
public enum TierProration
{
    /// <summary>They shrink with the period.</summary>
    Scaled,

    /// <summary>They stay.</summary>
    Whole,
}

/// <summary>How part periods are charged.</summary>
public sealed record ProrationRule(ProrationMethod Method, TierProration Tiers)
{
    public static readonly ProrationRule Usual = new(ProrationMethod.Daily, TierProration.Scaled);

    /// <summary>The part of a fixed amount that a period pays: 1 for a whole one.</summary>
    /// <param name="periodDays">Days of a whole period; null where the period is whole.</param>
    public decimal Part(DateOnly from, DateOnly to, int? periodDays)
    {
        var served = to.DayNumber - from.DayNumber;
        if (periodDays is not { } days || days <= 0 || served == days)
        {
            return 1m;
        }

        return Method switch
        {
            ProrationMethod.Daily => served / (decimal)days,
            ProrationMethod.HalfMonth => served * 2 <= days ? 0.5m : 1m,
            ProrationMethod.FullMonths => Math.Min(1m, FullMonths(from, to) / Math.Max(1m, Math.Round(days / 30.4m))),
            ProrationMethod.Whole => 1m,
            _ => throw new InvalidOperationException($"No proration {Method}."),
        };
    }

    /// <summary>Full months between two days: 15 March to 1 June are two.</summary>
    internal static int FullMonths(DateOnly from, DateOnly to)
    {
        var months = ((to.Year - from.Year) * 12) + to.Month - from.Month;
        return Math.Max(0, from.AddMonths(months) > to ? months - 1 : months);
    }
}
