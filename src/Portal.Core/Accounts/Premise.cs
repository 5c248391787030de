namespace Portal.Core.Accounts;

/// <summary>A place that receives service.</summary>
public sealed class Premise
{
    public required Guid Id { get; init; }

    public required string Line1 { get; init; }

    public string? Line2 { get; init; }

    public required string City { get; init; }

    public required string State { get; init; }

    public required string PostalCode { get; init; }

    /// <summary>Rates differ inside and outside the city limits.</summary>
    public required PremiseLocation Location { get; init; }

    /// <summary>A part of the city with prices of its own, as the rates name it.</summary>
    public string? RateArea { get; init; }
}

public enum PremiseLocation
{
    InsideCity,
    OutsideCity,
}
