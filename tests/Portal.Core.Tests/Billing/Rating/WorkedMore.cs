using System.Globalization;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Portal.Core.Money;
using Xunit;

namespace Portal.Core.Tests.Billing.Rating;

/// <summary>Short ways to write a schedule and a use; each test names the city its figures come from.</summary>
internal static class WorkedMore
{
    internal static readonly Funding GeneralFund = new(FundingSource.GeneralFund, "100", "5310");

    internal static RateSchedule Schedule(string service, string unit, params RateCharge[] charges) => new()
    {
        Id = $"worked-{service}",
        Version = 1,
        EffectiveOn = new(2020, 1, 1),
        Service = service,
        CustomerClass = RateBook.AnyClass,
        Unit = unit,
        Charges = charges,
    };

    internal static ServiceCharge Base(string code, decimal rate) => new()
    {
        Code = code,
        Label = new(code, code),
        Fund = "510",
        GlCode = "4010",
        Prices = [Price(rate)],
    };

    internal static UniformUse Uniform(string code, decimal rate) => new()
    {
        Code = code,
        Label = new(code, code),
        Fund = "510",
        GlCode = "4010",
        Prices = [Price(rate)],
    };

    internal static TieredUse Tiered(string code, params (decimal Above, decimal Rate)[] tiers) => new()
    {
        Code = code,
        Label = new(code, code),
        Fund = "510",
        GlCode = "4010",
        Tables = [new() { Tiers = [.. tiers.Select(t => new Tier(t.Above, t.Rate))] }],
    };

    internal static StormwaterCharge Stormwater(decimal rate, decimal squareFeet) => new()
    {
        Code = "STORM",
        Label = new("Stormwater", "Aguas pluviales"),
        Fund = "510",
        GlCode = "4010",
        Prices = [Price(rate)],
        SquareFeet = squareFeet,
    };

    internal static PercentCharge Tax(string code, decimal percent, params string[] over) => new()
    {
        Code = code,
        Label = new(code, code),
        Fund = "510",
        GlCode = "2140",
        IsTax = true,
        Over = over,
        Prices = [Price(percent)],
    };

    internal static PriceRow Price(decimal rate) => new() { Rate = rate };

    /// <summary>A whole June.</summary>
    internal static RatedUse Use(RateSchedule schedule, decimal quantity = 0m) => new()
    {
        Schedule = schedule,
        Quantity = quantity,
        FromOn = new(2024, 6, 1),
        ToOn = new(2024, 7, 1),
    };

    internal static IReadOnlyList<ChargeLine> Lines(params IReadOnlyList<RatedUse> uses) =>
        PriceCharges.For(uses) switch
        {
            Outcome<IReadOnlyList<ChargeLine>>.Done(var lines) => lines,
            Outcome<IReadOnlyList<ChargeLine>>.Refused(var refusal) =>
                throw new Xunit.Sdk.XunitException(refusal.Reason),
            _ => throw new InvalidOperationException("Outcome has two cases."),
        };

    internal static string Total(IEnumerable<ChargeLine> lines) =>
        lines.Select(l => l.Amount).Sum().ToDollars().ToString("0.00", CultureInfo.InvariantCulture);

    internal static string[] Amounts(IEnumerable<ChargeLine> lines) => [.. lines.Select(l => Total([l]))];

    internal static string Said(ChargeLine line, string language = "en-US") =>
        string.Join(" ", ExplainLine.In(new CultureInfo(language), line.Explanation, line.Amount));

    internal static string Refused(params IReadOnlyList<RatedUse> uses) =>
        Assert.IsType<Outcome<IReadOnlyList<ChargeLine>>.Refused>(PriceCharges.For(uses)).Refusal.Key;
}
