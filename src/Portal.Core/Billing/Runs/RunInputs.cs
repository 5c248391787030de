using Portal.Core.Accounts;
using Portal.Core.Billing.Budget;
using Portal.Core.Money;
using Portal.Core.Reads;

namespace Portal.Core.Billing.Runs;

/// <summary>The days of a run: all that is the same for each of its accounts.</summary>
/// <param name="To">Day of the closing read: itself not billed.</param>
internal sealed record RunTerms(DateOnly From, DateOnly To, DateOnly BillOn, DateOnly DueOn)
{
    public int Days => To.DayNumber - From.DayNumber;

    /// <summary>First day of the period that a service is billed.</summary>
    public DateOnly FromOf(PointInputs point) => point.StartsOn > From ? point.StartsOn : From;

    /// <summary>First day that it is not.</summary>
    public DateOnly ToOf(PointInputs point) => point.EndsOn is { } ended && ended < To ? ended : To;
}

/// <summary>An account as far as its bill depends on it.</summary>
/// <param name="CanBeReached">There is an address, of either kind, that a bill can be sent to.</param>
/// <param name="HeldBy">Rules of the read exceptions that nobody has settled.</param>
/// <param name="UnbilledFrom">
/// First day before the period that was served and is on no bill; null without one. A landlord's days between two
/// vacancies are nobody's, and not meant.
/// </param>
internal sealed record AccountInputs(
    Guid Id,
    Guid PremiseId,
    Usd Balance,
    bool CanBeReached,
    IReadOnlyList<string> HeldBy,
    LastBill? Last,
    DateOnly? UnbilledFrom,
    IReadOnlyList<PointInputs> Points)
{
    /// <summary>The plan that says what the bill asks for; null without one.</summary>
    public LiveBudget? Budget { get; init; }
}

/// <summary>The newest bill of an account that stands.</summary>
internal sealed record LastBill(Guid Id, DateOnly PeriodTo, Usd NewCharges);

/// <summary>One service of the account in the period, with the reads that open and close it.</summary>
internal sealed record PointInputs
{
    public required Guid ServicePointId { get; init; }

    public required Guid PremiseId { get; init; }

    public required UtilityService Service { get; init; }

    public required PremiseLocation Location { get; init; }

    public required CustomerClass CustomerClass { get; init; }

    public required DateOnly StartsOn { get; init; }

    public DateOnly? EndsOn { get; init; }

    public int Dwellings { get; init; }

    public string? Choice { get; init; }

    public string[] Exemptions { get; init; } = [];

    public string[] Discounts { get; init; } = [];

    public string? MeterNumber { get; init; }

    public string? MeterSize { get; init; }

    public int Carts { get; init; }

    public decimal Multiplier { get; init; }

    public int Dials { get; init; }

    public string? ReadUnit { get; init; }

    public decimal? AreaSqft { get; init; }

    public string? Frequency { get; init; }

    public int ExtraPickups { get; init; }

    public string? RateArea { get; init; }

    /// <summary>Of the closing read.</summary>
    public decimal? Demand { get; init; }

    /// <summary>Of the closing read.</summary>
    public decimal? Exported { get; init; }

    /// <summary>Of a sewer: the premise's water that others pay for; null where there is none.</summary>
    public WaterOfOthers? OtherWater { get; init; }

    /// <summary>Of a sewer that counts a winter average: the water billed to this customer, here and before.</summary>
    public IReadOnlyList<BilledWater> Winters { get; init; } = [];

    /// <summary>Of a meter that shows less than was billed: the periods since its last actual read.</summary>
    public IReadOnlyList<EstimatedPeriod> Estimates { get; init; } = [];

    /// <summary>The read that closed the bill before, or the first of a new agreement.</summary>
    public PointRead? Opening { get; init; }

    /// <summary>The opening read is a bill's own copy, which nothing changes any more.</summary>
    public bool OpeningIsBilled { get; init; }

    public PointRead? Closing { get; init; }

    /// <summary>The meter was exchanged between the two reads.</summary>
    public PointExchange? Exchange { get; init; }

    /// <summary>Use between the reads, by both meters where one was exchanged; below zero needs a look.</summary>
    public decimal UseOf(PointRead opening, PointRead closing) => Exchange is { } exchange
        ? ((exchange.OldReading - opening.Reading) * exchange.OldMultiplier)
            + ((closing.Reading - exchange.NewReading) * Multiplier)
        : MeterUse.Between(opening.Reading, closing.Reading, new(Dials, Multiplier)).Quantity;

    /// <summary>A fire line's pipe has a size and no register that is billed.</summary>
    public bool IsMetered => MeterNumber is not null
        && Service is UtilityService.Water or UtilityService.Electric or UtilityService.Irrigation;
}

/// <summary>What the old meter showed last and the new one first; exact when it happened once.</summary>
internal sealed record PointExchange(int Times, decimal OldReading, decimal OldMultiplier, decimal NewReading);

/// <summary>What a meter showed on a day.</summary>
internal sealed record PointRead(DateOnly On, decimal Reading, ReadKind Kind);

/// <summary>Water at a premise that other accounts pay for, between the days of the sewer.</summary>
/// <param name="Unread">Meters whose use is not known, or in doubt.</param>
/// <param name="Units">What the meters count in, each once.</param>
internal sealed record WaterOfOthers(int Meters, int Unread, decimal Used, IReadOnlyList<string> Units);

/// <summary>Water of one past bill.</summary>
internal sealed record BilledWater(Guid PremiseId, Rating.PastUse Use, string Unit);

/// <summary>A bill that counted an estimate, with what it was made of.</summary>
/// <param name="Lines">What it charged.</param>
internal sealed record EstimatedPeriod(
    Guid BillId, DateOnly From, DateOnly To, decimal Used, Rates.BillInputs Inputs, IReadOnlyList<BilledLine> Lines);

/// <summary>A line of an estimated bill.</summary>
internal sealed record BilledLine(int No, UtilityService Service, string Code, Usd Amount, bool HasDiscount);
