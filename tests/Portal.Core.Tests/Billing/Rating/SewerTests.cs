using Portal.Core.Billing.Rating;
using Xunit;
using static Portal.Core.Tests.Billing.Rating.WorkedMore;

namespace Portal.Core.Tests.Billing.Rating;

/// <summary>Sewer by winter average and by cap: published figures of six cities.</summary>
public sealed class SewerTests
{
    private static readonly WinterRule LongviewRule = new()
    {
        Months = [11, 12, 1],
        AppliesFrom = 3,
        DefaultUnits = 6m,
        MovesAlong = true,
    };

    /// <summary>longviewtexas.gov: $12.40 covers the first 2,000 gallons, then $3.95 per 1,000.</summary>
    private static readonly RateSchedule Longview = Schedule(
        "sewer", "kGal", Base("S-BASE", 12.40m),
        Uniform("S-USE", 3.95m) with { Basis = UseBasis.WinterAverage, IncludedUnits = 2m }) with
    {
        WinterAverage = LongviewRule,
    };

    private static readonly PastUse[] Winter =
    [
        Month(2023, 10, 9.9m), Month(2023, 11, 7m), Month(2023, 12, 6.8m), Month(2024, 1, 6.9m), Month(2024, 2, 8m),
    ];

    [Fact]
    public void Longview_averages_November_to_January_and_bills_it_from_March()
    {
        var winter = WinterAverage.On(new(2024, 6, 15), LongviewRule, Winter);

        var lines = Lines(Use(Longview, 30m) with { Winter = winter });

        Assert.Equal((6.9m, WinterSource.Measured), (winter!.Units, winter.Source));
        Assert.Equal(["12.40", "19.36"], Amounts(lines));
        Assert.Equal("31.76", Total(lines));
        Assert.Equal(
            "4.9 kGal at $3.95 for each kGal The service charge covers the first 2 kGal. This is your average winter " +
            "use, counted every month for a year: November 7 kGal, December 6.8 kGal, January 6.9 kGal.",
            Said(lines[1]));
    }

    [Theory]
    [InlineData("2024-02-29", 6.5)]
    [InlineData("2024-03-01", 6.9)]
    [InlineData("2025-02-28", 6.9)]
    public void An_average_holds_from_its_month_for_a_year(string day, double units)
    {
        PastUse[] before = [Month(2022, 11, 6m), Month(2022, 12, 6.5m), Month(2023, 1, 7m)];

        Assert.Equal((decimal)units, WinterAverage.On(Day(day), LongviewRule, [.. Winter, .. before])!.Units);
    }

    [Fact]
    public void Estimated_and_adjusted_months_are_left_out_unless_the_city_counts_them()
    {
        PastUse[] history =
        [
            Month(2023, 11, 40m) with { Adjusted = true },
            Month(2023, 12, 6m),
            Month(2024, 1, 9m) with { Estimated = true },
        ];
        var counting = LongviewRule with { Estimated = UncertainUse.Counted };

        Assert.Equal(6m, WinterAverage.On(new(2024, 4, 1), LongviewRule, history)!.Units);
        Assert.Equal(7.5m, WinterAverage.On(new(2024, 4, 1), counting, history)!.Units);
        Assert.Equal(
            WinterSource.Default,
            WinterAverage.On(new(2024, 4, 1), LongviewRule with { LeastMonths = 2 }, history)!.Source);
    }

    [Fact]
    public void Who_moves_keeps_the_average_and_who_is_new_has_the_default()
    {
        var moved = WinterAverage.On(new(2024, 6, 15), LongviewRule, [], movedAlong: 4.2m);
        var stays = WinterAverage.On(new(2024, 6, 15), LongviewRule with { MovesAlong = false }, [], movedAlong: 4.2m);

        Assert.Equal((4.2m, WinterSource.MovedAlong), (moved!.Units, moved.Source));
        Assert.Equal((6m, WinterSource.Default), (stays!.Units, stays.Source));
        Assert.Equal(["12.40", "15.80"], Amounts(Lines(Use(Longview))));
        Assert.Contains(
            "no winter average yet, so 6 kGal a month count", Said(Lines(Use(Longview))[1]), StringComparison.Ordinal);
    }

    [Fact]
    public void An_average_is_rounded_and_limited_where_the_city_says_so()
    {
        var rule = LongviewRule with { Decimals = 0, MostUnits = 12m };

        Assert.Equal(7m, WinterAverage.On(new(2024, 6, 15), rule, Winter)!.Units);
        Assert.Equal(12m, WinterAverage.On(new(2024, 6, 15), rule, [Month(2023, 12, 55m)])!.Units);
    }

    [Fact]
    public void WCID_17_bills_its_default_of_8000_gallons()
    {
        // wcid17.org: 8 × $2.47 + $28.00.
        var lines = Lines(Use(Schedule(
            "sewer", "kGal", Base("S-BASE", 28m), Uniform("S-USE", 2.47m) with { Basis = UseBasis.WinterAverage }) with
        {
            WinterAverage = LongviewRule with { DefaultUnits = 8m },
        }));

        Assert.Equal("47.76", Total(lines));
    }

    [Fact]
    public void Mulvane_bills_its_default_of_4000_gallons()
    {
        // mulvanekansas.com: $21.00 + $5.25 per 1,000 gallons; default $42.00.
        var lines = Lines(Use(Schedule(
            "sewer", "kGal", Base("S-BASE", 21m), Uniform("S-USE", 5.25m) with { Basis = UseBasis.WinterAverage }) with
        {
            WinterAverage = new() { Months = [12, 1, 2], AppliesFrom = 4, DefaultUnits = 4m },
        }));

        Assert.Equal("42.00", Total(lines));
    }

    [Theory]
    [InlineData(null, "30.00", "no winter average yet, so you pay $30.00 a month")]
    [InlineData(8, "40.00", "8 kGal at $5.00")]
    [InlineData(11, "50.00", "Without the limit it would be $55.00")]
    public void Luling_has_a_default_and_a_limit_in_dollars(int? winter, string amount, string said)
    {
        // cityofluling.net: default $30, at most $50; its price a unit is ours.
        var use = Use(Schedule("sewer", "kGal", Uniform("S-USE", 5m) with
        {
            Basis = UseBasis.WinterAverage,
            MostDollars = 50m,
        }) with
        {
            WinterAverage = new() { Months = [12, 1, 2], AppliesFrom = 4, DefaultDollars = 30m },
        });

        var line = Lines(use with { Winter = winter is { } w ? new(w, WinterSource.Measured) : null })[0];

        Assert.Equal(amount, Total([line]));
        Assert.Contains(said, Said(line), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9, 6, "6 CCF at $4.00 for each CCF You pay for the lower of your use and your winter average. " +
        "The higher one is 9 CCF.")]
    [InlineData(3, 6, "3 CCF at $4.00 for each CCF You pay for the lower of your use and your winter average. " +
        "The higher one is 6 CCF.")]
    public void West_St_Paul_bills_the_lower_of_winter_average_and_use(int use, int winter, string said)
    {
        // wspmn.gov bills the lower; the price is ours.
        var line = Lines(Use(
            Schedule("sewer", "CCF", Uniform("S-USE", 4m) with { Basis = UseBasis.LowerOfBoth }), use) with
        {
            Winter = new(winter, WinterSource.Measured, []),
        })[0];

        Assert.Equal(Math.Min(use, winter) * 4m, line.Amount.ToDollars());
        Assert.StartsWith(said, Said(line), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_average_and_default_the_bill_is_refused() => Assert.Equal(
        "Rates_NoWinterAverage",
        Refused(Use(Schedule("sewer", "CCF", Uniform("S-USE", 4m) with { Basis = UseBasis.WinterAverage }))));

    [Fact]
    public void A_part_period_pays_its_part_of_the_average()
    {
        var use = Use(Longview) with
        {
            Winter = new(6.9m, WinterSource.Measured),
            FromOn = new(2024, 6, 16),
            PeriodDays = 30,
        };

        Assert.Equal(["6.20", "9.68"], Amounts(Lines(use)));
    }

    private static DateOnly Day(string day) =>
        DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A period read on the 5th of the month after.</summary>
    private static PastUse Month(int year, int month, decimal units)
    {
        var from = new DateOnly(year, month, 5);
        return new(from, from.AddMonths(1), units);
    }
}
