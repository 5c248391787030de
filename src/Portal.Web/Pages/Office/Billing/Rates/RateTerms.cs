using System.Globalization;
using Portal.Core.Billing.Rates;
using Portal.Core.Billing.Rating;
using Portal.Web.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Billing.Rates;

/// <summary>What rates are called on the office's pages: services, classes, states, conditions, formulas.</summary>
public sealed class RateTerms(Words<RatesBook> words, DayWords days)
{
    /// <summary>Places of a version that have a word; a charge is called by its code.</summary>
    private static readonly HashSet<string> Places =
        ["effective_on", "prices", "tiers", "tables", "above", "label", "en", "es", "source", "unit", "rounding"];

    public string Service(string service) => words[$"Service_{service}"];

    public string Class(string customerClass) => customerClass switch
    {
        "any" or "residential" or "multifamily" or "business" or "public" or "irrigation" =>
            words[$"Class_{customerClass}"],
        _ => customerClass,
    };

    /// <summary>What a version is of, as people say it: its service and for whom, or the settings.</summary>
    public string NameOf(RateVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return version.IsSettings ? words["Settings_Title"] : NameOf(version.Read().Schedules[0]);
    }

    public string NameOf(RateSchedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return schedule.CustomerClass == "any"
            ? Service(schedule.Service)
            : $"{Service(schedule.Service)}, {Class(schedule.CustomerClass)}";
    }

    public string State(RateState state) => words[$"State_{state}"];

    public Tone ToneOf(RateState state) => state switch
    {
        RateState.Released => Tone.Good,
        RateState.Draft => Tone.Warn,
        _ => Tone.Quiet,
    };

    public string Act(RateAct act) => words[$"Act_{act}"];

    /// <summary>For whom a price holds; "everyone" without conditions.</summary>
    public string For(PriceCondition row)
    {
        ArgumentNullException.ThrowIfNull(row);
        string?[] parts =
        [
            row.Location is { } location ? words[$"For_{location}"] : null,
            row.MeterSizes is { } sizes ? words["For_Sizes", string.Join(", ", sizes)] : null,
            row.Choice,
            row.Frequency,
            row.Area is { } area ? words["For_Area", area] : null,
            row.Program is { } program ? words["For_Program", program] : null,
        ];
        var said = string.Join("; ", parts.Where(part => part is not null));
        return said.Length == 0 ? words["For_All"] : said;
    }

    /// <summary>What a price is paid for: a CCF, a month, percent.</summary>
    public string Per(RateSchedule schedule, RateCharge charge) => charge switch
    {
        UniformUse { Basis: UseBasis.Demand } => words["Per_Unit", "kW"],
        UseCharge or ExportCredit => words["Per_Unit", schedule.Unit],
        StormwaterCharge => words["Per_Unit", "ERU"],
        AnnualCharge => words["Per_Year"],
        PercentCharge => words["Per_Percent"],
        DiscountCharge { Percent: not null } => words["Per_Percent"],
        FlatCharge { Times: FlatTimes.ExtraPickups } => words["Per_Pickup"],
        _ => words["Per_Period"],
    };

    /// <summary>A price as it is printed: $1.17, 5%.</summary>
    public string Price(RateCharge charge, decimal rate) =>
        charge is PercentCharge or DiscountCharge { Percent: not null }
        ? rate.ToString("0.####", CultureInfo.InvariantCulture) + "%"
        : "$" + rate.ToString("#,##0.00####", CultureInfo.InvariantCulture);

    /// <summary>How a charge is worked out, in a sentence or more.</summary>
    public IEnumerable<string> Formula(RateCharge charge)
    {
        ArgumentNullException.ThrowIfNull(charge);
        yield return words[$"Formula_{charge.GetType().Name}"];
        foreach (var sentence in charge switch
        {
            UseCharge use => OfUse(use),
            StormwaterCharge storm => OfStormwater(storm),
            MinimumCharge minimum => [words["Formula_Over", string.Join(", ", minimum.Over)]],
            PercentCharge percent => OfPercent(percent),
            DiscountCharge discount =>
            [
                words["Formula_Over", string.Join(", ", discount.Over)],
                words["Formula_Program", discount.Program, discount.Funding.Fund, discount.Funding.GlCode],
            ],
            AnnualCharge annual => [words["Formula_Month", Month(annual.Month)]],
            ExportCredit export => [words["Formula_Pays", string.Join(", ", export.Pays)]],
            ServiceCharge { PerDwelling: true } => [words["Formula_PerDwelling"]],
            _ => [],
        })
        {
            yield return sentence;
        }

        if (charge.Prorated == false) { yield return words["Formula_NotProrated"]; }
    }

    /// <summary>How the winter average of a schedule is found.</summary>
    public string Winter(WinterRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        var months = string.Join(", ", rule.Months.Select(Month));
        return words["Winter_Rule", months, Month(rule.AppliesFrom)];
    }

    /// <summary>A place in a version: <c>WATER-USE › prices › 1 › rate</c> is WATER-USE, price 1.</summary>
    public string Where(string place)
    {
        ArgumentNullException.ThrowIfNull(place);
        var said = new List<string>();
        foreach (var part in place.Split(" › "))
        {
            if (int.TryParse(part, CultureInfo.InvariantCulture, out _) && said.Count > 0)
            {
                said[^1] = $"{said[^1]} {part}";
            }
            else if (part != "rate" || said.Count == 0)
            {
                said.Add(Places.Contains(part) ? words[$"Place_{part}"] : part.Replace('_', ' '));
            }
        }

        return string.Join(", ", said);
    }

    /// <summary>What stands at a place: days as people write them, a dash for nothing.</summary>
    public string Said(string? what) =>
        DateOnly.TryParseExact(what, "yyyy-MM-dd", out var day) ? days.Of(day, DayForm.PlainDay) : what ?? "–";

    public string Number(decimal number) => number.ToString("#,##0.####", CultureInfo.InvariantCulture);

    private static string Month(int month) => CultureInfo.CurrentUICulture.DateTimeFormat.GetMonthName(month);

    private IEnumerable<string> OfUse(UseCharge use)
    {
        if (use.Basis != UseBasis.Use) { yield return words[$"Basis_{use.Basis}"]; }
        if (use.MostUnits is { } units) { yield return words["Formula_MostUnits", Number(units)]; }
        if (use.MostDollars is { } dollars) { yield return words["Formula_MostDollars", Price(use, dollars)]; }
        if (use.OrPart) { yield return words["Formula_OrPart"]; }
        if (use is UniformUse { IncludedUnits: { } included })
        {
            yield return words["Formula_Included", Number(included)];
        }

        if (use is TieredUse { PerDwelling: not DwellingTiers.Same } tiers)
        {
            yield return words[$"Tiers_{tiers.PerDwelling}"];
        }
    }

    private IEnumerable<string> OfStormwater(StormwaterCharge storm)
    {
        yield return words["Formula_SquareFeet", Number(storm.SquareFeet), words[$"Eru_{storm.EruRounding}"]];
        if (storm.AreaPercent is { } percent) { yield return words["Formula_AreaPercent", Number(percent)]; }
        if (storm.Least is { } least) { yield return words["Formula_Least", Number(least)]; }
        if (storm.Most is { } most) { yield return words["Formula_MostUnits", Number(most)]; }
        foreach (var band in storm.Bands ?? [])
        {
            yield return words["Formula_Band", Number(band.UpTo), Number(band.Units)];
        }
    }

    private IEnumerable<string> OfPercent(PercentCharge percent)
    {
        yield return words["Formula_Over", string.Join(", ", percent.Over.Concat(percent.OverServices ?? []))];
        if (percent.MostDollars is { } most) { yield return words["Formula_MostDollars", "$" + Number(most)]; }
    }
}
