using Portal.Core.Accounts;

namespace Portal.Core.Billing.Rating;

/// <summary>What one service of one premise has to be priced for one period.</summary>
public sealed record RatedUse
{
    public required RateSchedule Schedule { get; init; }

    public PremiseLocation Location { get; init; }

    public string? MeterSize { get; init; }

    /// <summary>What the customer chose, such as a cart size.</summary>
    public string? Choice { get; init; }

    /// <summary>How many of a flat charge's things: carts. Services without use keep 1.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Use in the schedule's unit, zero or more.</summary>
    public decimal Quantity { get; init; }

    /// <summary>First day of the period.</summary>
    public required DateOnly FromOn { get; init; }

    /// <summary>Last day of the period: the day of the closing read, which is not charged again.</summary>
    public required DateOnly ToOn { get; init; }

    /// <summary>The reads behind <see cref="Quantity"/>, kept on the lines they explain.</summary>
    public ReadExplanation? Read { get; init; }
}
