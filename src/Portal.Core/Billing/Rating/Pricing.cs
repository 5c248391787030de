using Portal.Core.Common;
using Portal.Core.Money;

namespace Portal.Core.Billing.Rating;

/// <summary>One use while it is priced: its part of the period, the rows that fit it, and the lines so far.</summary>
internal sealed class Pricing
{
    /// <summary>Decimals that a price times a use can have; only a division makes more.</summary>
    private const int LongestProduct = 20;

    private int _place;

    internal Pricing(RatedUse use, ChargeSheet? sheet = null)
    {
        (Use, Sheet) = (use, sheet);
        (Lines, IsPriced) = (new ChargeLine?[Charges.Count], new bool[Charges.Count]);
        Rule = use.Schedule.Proration ?? use.Settings?.Proration ?? ProrationRule.Usual;
        Rounding = use.Schedule.Rounding ?? use.Settings?.Rounding ?? TierRounding.PerCharge;
        Part = Rule.Part(use.FromOn, use.ToOn, use.PeriodDays);
        DaysServed = use.ToOn.DayNumber - use.FromOn.DayNumber;
        Share = use.Days is { } days && DaysServed > 0 ? days.Count / (decimal)DaysServed : 1m;
    }

    internal RatedUse Use { get; }

    /// <summary>The bill it is priced for; null where only prices are looked up.</summary>
    internal ChargeSheet? Sheet { get; }

    internal IReadOnlyList<RateCharge> Charges => Use.Schedule.Charges;

    internal ProrationRule Rule { get; }

    internal TierRounding Rounding { get; }

    /// <summary>Part of a whole period that fixed amounts pay.</summary>
    internal decimal Part { get; }

    /// <summary>Part of this period that the schedule's version prices.</summary>
    internal decimal Share { get; }

    internal int DaysServed { get; }

    /// <summary>First day that it prices.</summary>
    internal DateOnly FromOn => Use.Days?.FromOn ?? Use.FromOn;

    /// <summary>First day that it does not price.</summary>
    internal DateOnly ToOn => Use.Days?.ToOn ?? Use.ToOn;

    internal int DaysPriced => Math.Max(0, ToOn.DayNumber - FromOn.DayNumber);

    /// <summary>A line for each charge of the schedule that has one and is priced.</summary>
    internal ChargeLine?[] Lines { get; }

    /// <summary>Whether the charge in each place is priced; it may have no line.</summary>
    internal bool[] IsPriced { get; }

    /// <summary>Why a charge has no line, where that stops the bill.</summary>
    internal Refusal? WhyNot { get; private set; }

    /// <summary>Lines of this use before the charge in hand, with their places.</summary>
    internal IEnumerable<(int Place, ChargeLine Line)> Own
    {
        get
        {
            for (var place = 0; place < _place; place++)
            {
                if (Lines[place] is { } line)
                {
                    yield return (place, line);
                }
            }
        }
    }

    /// <summary>Lines of the bill's other services.</summary>
    internal IEnumerable<ChargeLine> Others => (Sheet?.Parts ?? [])
        .Where(part => part.Use.Schedule.Service != Use.Schedule.Service)
        .SelectMany(part => part.Lines).OfType<ChargeLine>();

    /// <summary>Prices the charge in one place of the schedule.</summary>
    internal void Price(int place)
    {
        _place = place;
        Lines[place] = PriceCharges.Price(Charges[place], this);
        IsPriced[place] = true;
    }

    /// <summary>Dollars become cents, half-up; a part of a period first loses the noise of its division.</summary>
    internal static Usd Round(decimal dollars) =>
        Usd.FromRate(dollars.Scale > LongestProduct ? Math.Round(dollars, 12) : dollars, 1m);

    /// <summary>The part of a fixed amount that this charge takes.</summary>
    internal decimal PartOf(RateCharge charge) => charge.Prorated == false ? 1m : Part;

    internal ChargeLine? Refuse(string key, params object[] values)
    {
        WhyNot = new(key, values);
        return null;
    }

    internal ChargeLine? NoPrice(RateCharge charge) => Refuse(
        "Rates_NoPrice",
        charge.Code,
        $"{Use.Schedule.Id} {Use.Schedule.Version}",
        Use.MeterSize ?? "–",
        Use.Location,
        Use.Choice ?? "–");

    /// <summary>The first row that fits; the regular one is the first without a program.</summary>
    internal (PriceRow? Row, PriceRow? Regular) Find(IReadOnlyList<PriceRow> prices)
    {
        PriceRow? row = null;
        foreach (var price in prices)
        {
            if (!price.Fits(Use))
            {
                continue;
            }

            row ??= price;
            if (price.Program is null)
            {
                return (row, price);
            }
        }

        return (row, null);
    }

    /// <summary>The explanation every line begins with.</summary>
    internal LineExplanation Why(string kind, RateCharge charge, PriceCondition row, decimal quantity, string unit) =>
        new()
        {
            Kind = kind,
            Label = charge.Label,
            Quantity = quantity,
            Unit = unit,
            MeterSize = row.MeterSizes is null ? null : Use.MeterSize,
            Location = row.Location,
            Choice = row.Choice,
            ScheduleId = Use.Schedule.Id,
            ScheduleVersion = Use.Schedule.Version,
            FromOn = FromOn,
            ToOn = ToOn,
            OfDays = Use.Days is null ? null : DaysServed,
        };

    /// <summary>What is said of a part period; null for a whole one.</summary>
    internal PartPeriod? PartPeriod(decimal part, bool? tiersScaled = null) => part == 1m && tiersScaled is null
        ? null
        : new(DaysServed, Use.PeriodDays ?? DaysServed, Rule.Method, part, tiersScaled);

    internal ChargeLine Line(RateCharge charge, Usd amount, LineExplanation why) => new(
        charge.Code,
        charge is PercentCharge { IsTax: true } ? ChargeKind.Tax : ChargeKind.Service,
        Use.Schedule.Service,
        why.Quantity,
        why.Unit,
        why.Rate,
        amount,
        charge.Fund,
        charge.GlCode,
        why);

    /// <summary>
    /// A line at a price. Where the row is a program's published price, what the regular price would have been more is
    /// a discount that its funding pays.
    /// </summary>
    /// <param name="dollarsAt">Dollars before rounding, at a rate.</param>
    internal ChargeLine AtPrice(
        RateCharge charge, PriceRow row, PriceRow? regular, LineExplanation why, Func<decimal, decimal> dollarsAt)
    {
        var amount = Round(dollarsAt(row.Rate));
        if (row is { Program: { } program, Funding: { } funding } && regular is not null)
        {
            var off = Round(dollarsAt(regular.Rate)) - amount;
            why = off.IsPositive
                ? why with { Discounts = [new(program, null, null, off.Cents, funding)] }
                : why;
        }

        return Line(charge, amount, why with { Rate = row.Rate });
    }
}
