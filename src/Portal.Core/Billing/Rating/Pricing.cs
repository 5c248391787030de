using Portal.Core.Common;
using Portal.Core.Money;

namespace Portal.Core.Billing.Rating;

/// <summary>One use while it is priced: its part of the period, the rows that fit it, and the lines so far.</summary>
internal sealed class Pricing
{
    /// <summary>Decimals that a price times a use can have; only a division makes more.</summary>
    private const int LongestProduct = 20;

    private readonly int _firstOwn;

    internal Pricing(RatedUse use, List<ChargeLine> lines)
    {
        (Use, Lines, _firstOwn) = (use, lines, lines.Count);
        Rule = use.Schedule.Proration ?? use.Settings?.Proration ?? ProrationRule.Usual;
        Rounding = use.Schedule.Rounding ?? use.Settings?.Rounding ?? TierRounding.PerCharge;
        Part = Rule.Part(use.FromOn, use.ToOn, use.PeriodDays);
        DaysServed = use.ToOn.DayNumber - use.FromOn.DayNumber;
        Share = use.Days is { } days && DaysServed > 0 ? days.Count / (decimal)DaysServed : 1m;
    }

    internal RatedUse Use { get; }

    internal ProrationRule Rule { get; }

    internal TierRounding Rounding { get; }

    /// <summary>Part of a whole period that fixed amounts pay.</summary>
    internal decimal Part { get; }

    /// <summary>Part of this period that the schedule's version prices.</summary>
    internal decimal Share { get; }

    internal int DaysServed { get; }

    /// <summary>Lines of the bill so far.</summary>
    internal List<ChargeLine> Lines { get; }

    /// <summary>Why a charge has no line, where that stops the bill.</summary>
    internal Refusal? WhyNot { get; private set; }

    /// <summary>Lines of this use so far, with their places.</summary>
    internal IEnumerable<(int Place, ChargeLine Line)> Own
    {
        get
        {
            for (var place = _firstOwn; place < Lines.Count; place++)
            {
                yield return (place, Lines[place]);
            }
        }
    }

    /// <summary>Lines of the bill's other services, which no version of this use's service has priced.</summary>
    internal IEnumerable<ChargeLine> Others =>
        Lines.Take(_firstOwn).Where(line => line.Service != Use.Schedule.Service);

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
            FromOn = Use.Days?.FromOn ?? Use.FromOn,
            ToOn = Use.Days?.ToOn ?? Use.ToOn,
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
