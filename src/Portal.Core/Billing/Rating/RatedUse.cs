using Portal.Core.Accounts;

namespace Portal.Core.Billing.Rating;

/// <summary>What one service of one premise has to be priced for one period.</summary>
public sealed record RatedUse
{
    public required RateSchedule Schedule { get; init; }

    public PremiseLocation Location { get; init; }

    /// <summary>Of a fire line the size of the pipe.</summary>
    public string? MeterSize { get; init; }

    /// <summary>What the customer chose, such as a cart size.</summary>
    public string? Choice { get; init; }

    /// <summary>How often, such as <c>weekly</c>.</summary>
    public string? Frequency { get; init; }

    /// <summary>A part of the city with prices of its own.</summary>
    public string? Area { get; init; }

    /// <summary>How many of a flat charge's things: carts. Services without use keep 1.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Pickups beyond the regular ones.</summary>
    public int ExtraPickups { get; init; }

    /// <summary>Dwellings behind the meter.</summary>
    public int Dwellings { get; init; } = 1;

    /// <summary>Use in the schedule's unit, zero or more.</summary>
    public decimal Quantity { get; init; }

    /// <summary>Highest demand of the period, in kW.</summary>
    public decimal? Demand { get; init; }

    /// <summary>Units the customer sent back.</summary>
    public decimal Exported { get; init; }

    /// <summary>Square feet that stormwater is reckoned on.</summary>
    public decimal? SquareFeet { get; init; }

    /// <summary>The winter average that holds; null for the schedule's default.</summary>
    public WinterAverage? Winter { get; init; }

    /// <summary>Codes of taxes that the customer does not pay.</summary>
    public IReadOnlyList<string> Exemptions { get; init; } = [];

    /// <summary>Discount programs the customer is in.</summary>
    public IReadOnlyList<string> Discounts { get; init; } = [];

    /// <summary>First day of the period.</summary>
    public required DateOnly FromOn { get; init; }

    /// <summary>Last day of the period: the day of the closing read, which is not charged again.</summary>
    public required DateOnly ToOn { get; init; }

    /// <summary>Days of a whole period; null where this one is whole. Fewer days served pay a part.</summary>
    public int? PeriodDays { get; init; }

    /// <summary>Day on which service began, where that lies in this period.</summary>
    public DateOnly? StartedOn { get; init; }

    /// <summary>The days that the schedule prices where several versions share the period; null for all.</summary>
    public DaysOf? Days { get; init; }

    /// <summary>The city's settings; null for the usual ones.</summary>
    public BillingSettings? Settings { get; init; }

    /// <summary>The reads behind <see cref="Quantity"/>, kept on the lines they explain.</summary>
    public ReadExplanation? Read { get; init; }
}
