namespace Portal.Core.Billing.Rating;

/// <summary>How a quotient of square feet becomes units of stormwater.</summary>
public enum EruRounding
{
    /// <summary>Not at all: Weatherford TX, Lawrenceville GA, Maitland FL.</summary>
    Unrounded,

    /// <summary>To one decimal, then to the nearest whole, a half up: New Haven IN.</summary>
    TenthThenWhole,

    /// <summary>To the nearest whole, a half up.</summary>
    NearestWhole,

    /// <summary>Up to the next whole.</summary>
    WholeUp,
}

/// <summary>Stormwater by equivalent residential units: hard surface divided by that of a usual home.</summary>
public sealed record StormwaterCharge : RateCharge
{
    /// <summary>Dollars a unit and period; the first row that fits is the price.</summary>
    public required IReadOnlyList<PriceRow> Prices { get; init; }

    /// <summary>Square feet of one unit: 2,534 in New Haven IN.</summary>
    public required decimal SquareFeet { get; init; }

    /// <summary>Percent of the area that counts as hard: 75 in Lawrenceville GA; absent, all of it.</summary>
    public decimal? AreaPercent { get; init; }

    public EruRounding EruRounding { get; init; }

    /// <summary>Units charged at least.</summary>
    public decimal? Least { get; init; }

    /// <summary>Units charged at most.</summary>
    public decimal? Most { get; init; }

    /// <summary>Units by size, smallest first (Maitland FL's homes); a larger area is divided.</summary>
    public IReadOnlyList<EruBand>? Bands { get; init; }
}

/// <summary>Areas up to so many square feet count as so many units.</summary>
public sealed record EruBand(decimal UpTo, decimal Units);

/// <summary>
/// An amount a year, billed once, in the period in which its month begins; who begins later in the year pays for the
/// full months left (San Antonio TX's private fire lines, 1 January).
/// </summary>
public sealed record AnnualCharge : RateCharge
{
    /// <summary>Dollars a year; the first row that fits is the price.</summary>
    public required IReadOnlyList<PriceRow> Prices { get; init; }

    /// <summary>Month on whose first day the year begins, 1 to 12.</summary>
    public required int Month { get; init; }
}

/// <summary>Brings the charges it names up to a least amount; no line when they reach it.</summary>
public sealed record MinimumCharge : RateCharge
{
    /// <summary>Dollars a period; the first row that fits counts.</summary>
    public required IReadOnlyList<PriceRow> Prices { get; init; }

    /// <summary>Codes of the charges of this schedule that count towards it.</summary>
    public required IReadOnlyList<string> Over { get; init; }
}

/// <summary>
/// A discount on lines named, for customers of a program. It makes those lines less and is no line itself; its
/// funding pays the difference to the fund that earns the line.
/// </summary>
public sealed record DiscountCharge : RateCharge
{
    /// <summary>Name under which a customer has it: <c>senior</c>.</summary>
    public required string Program { get; init; }

    /// <summary>Codes of the charges it lowers, in this order.</summary>
    public required IReadOnlyList<string> Over { get; init; }

    /// <summary>Percent off each; or <see cref="Dollars"/>.</summary>
    public decimal? Percent { get; init; }

    /// <summary>Dollars off a period, taken from the lines in order until used up.</summary>
    public decimal? Dollars { get; init; }

    public required Funding Funding { get; init; }
}

/// <summary>
/// What the city gives for power a customer sends back. It is no line: it becomes a <see cref="RestrictedCredit"/>
/// that pays the charges named and no other service (Roseville CA).
/// </summary>
public sealed record ExportCredit : RateCharge
{
    /// <summary>Dollars for a unit sent back; the first row that fits counts.</summary>
    public required IReadOnlyList<PriceRow> Prices { get; init; }

    /// <summary>Codes of the charges it may pay.</summary>
    public required IReadOnlyList<string> Pays { get; init; }
}
