using Portal.Core.Billing.Rating;
using Portal.Core.Common;

namespace Portal.Core.Tests.Billing.Rating;

/// <summary>Rate documents of real cities, with the figures domain.md §1.4 quotes from them.</summary>
internal static class Worked
{
    /// <summary>Charlotte Water NC, residential.</summary>
    internal static readonly RateBook Charlotte = Read($$"""
        {"schedules": [
          {"id": "charlotte-water", "version": 1, "effective_on": "2023-07-01", "service": "water",
           "class": "residential", "unit": "Ccf", "charges": [
            {"kind": "flat", {{Name("W-FIXED")}}, "prices": [{"rate": 6.16}]},
            {"kind": "service", {{Name("W-AVAILABLE")}}, "prices": [
              {"meter_sizes": ["5/8\""], "rate": 1.44}, {"meter_sizes": ["1\""], "rate": 3.61}]},
            {"kind": "tiered", {{Name("W-USE")}}, "tables": [{"tiers": [
              {"above": 0, "rate": 1.98}, {"above": 4, "rate": 2.56},
              {"above": 8, "rate": 5.91}, {"above": 16, "rate": 11.20}]}]}]},
          {"id": "charlotte-sewer", "version": 1, "effective_on": "2023-07-01", "service": "sewer",
           "class": "residential", "unit": "Ccf", "charges": [
            {"kind": "flat", {{Name("S-FIXED")}}, "prices": [{"rate": 6.16}]},
            {"kind": "service", {{Name("S-AVAILABLE")}}, "prices": [
              {"meter_sizes": ["5/8\""], "rate": 9.48}, {"meter_sizes": ["1\""], "rate": 23.73}]},
            {"kind": "uniform", {{Name("S-USE")}}, "most_units": 16, "prices": [{"rate": 5.93}]}]}]}
        """);

    /// <summary>Canby Utility OR, from May 2024 and before.</summary>
    internal static readonly RateBook Canby = Read($$"""
        {"schedules": [{{CanbyVersion(1, "2022-05-01", "21.36", "1.82", "2.28", "3.18")}},
                       {{CanbyVersion(2, "2024-05-01", "24.42", "2.08", "2.61", "3.64")}}]}
        """);

    /// <summary>Peru Utilities IL, electric RS-1.</summary>
    internal static readonly RateBook Peru = Read($$"""
        {"schedules": [{"id": "peru", "version": 1, "effective_on": "2023-06-01", "service": "electric",
          "class": "any", "unit": "kWh", "rounding": "per_tier", "charges": [
            {"kind": "service", {{Name("E-BASE")}}, "prices": [{"rate": "10.00"}]},
            {"kind": "tiered", {{Name("E-USE")}}, "tables": [{"tiers": [
              {"above": 0, "rate": 0.124825}, {"above": 300, "rate": 0.115322},
              {"above": 1000, "rate": "1.11616E-1"}]}]}]}]}
        """);

    /// <summary>Roseville CA, July 2017: some rows of the schedule in data/rates.</summary>
    internal static readonly RateBook Roseville = Read($$"""
        {"schedules": [{"id": "roseville", "version": 1, "effective_on": "2017-07-01", "service": "water",
          "class": "any", "unit": "CCF", "charges": [
            {"kind": "service", {{Name("W-BASE")}}, "prices": [
              {"location": "inside_city", "meter_sizes": ["5/8\"", "3/4\""], "rate": 24.79},
              {"location": "inside_city", "meter_sizes": ["1 1/2\""], "rate": 75.93},
              {"location": "outside_city", "meter_sizes": ["5/8\"", "3/4\""], "rate": 39.664},
              {"location": "outside_city", "meter_sizes": ["10\""], "rate": 2696.752}]},
            {"kind": "uniform", {{Name("W-USE")}}, "prices": [
              {"location": "inside_city", "rate": 1.17}, {"location": "outside_city", "rate": 1.872}]}]}]}
        """);

    /// <summary>A made-up city with a 5% tax inside its limits.</summary>
    internal static readonly RateBook Taxed = Read($$"""
        {"schedules": [{"id": "taxed", "version": 1, "effective_on": "2020-01-01", "service": "water",
          "class": "any", "unit": "CCF", "charges": [
            {"kind": "uniform", {{Name("W-USE")}}, "prices": [{"rate": 1.695}]},
            {"kind": "flat", {{Name("W-FIRE")}}, "prices": [{"rate": 3}]},
            {"kind": "percent", {{Name("TAX")}}, "is_tax": true, "over": ["W-USE"],
             "prices": [{"location": "inside_city", "rate": 5}]}]}]}
        """);

    internal static string Name(string code) =>
        $$"""
        "code": "{{code}}", "label": {"en": "{{code}}", "es": "{{code}}"}, "fund": "510", "gl_code": "4010"
        """;

    private static string CanbyVersion(
        int version, string day, string smallBase, string first, string second, string third)
    {
        var rates = new[] { first, second, third };
        return $$"""
            {"id": "canby", "version": {{version}}, "effective_on": "{{day}}", "service": "water",
             "class": "residential", "unit": "CCF", "charges": [
              {"kind": "service", {{Name("W-BASE")}}, "prices": [
                {"meter_sizes": ["5/8\"", "3/4\""], "rate": {{smallBase}}},
                {"meter_sizes": ["1\""], "rate": 35.19}]},
              {"kind": "tiered", {{Name("W-USE")}}, "tables": [
                {"meter_sizes": ["5/8\"", "3/4\""], "tiers": {{CanbyTiers(rates, 0, 7, 12)}}},
                {"meter_sizes": ["1\""], "tiers": {{CanbyTiers(rates, 0, 11, 19)}}}]}]}
            """;
    }

    private static string CanbyTiers(string[] rates, params int[] above) =>
        "[" + string.Join(',', above.Zip(rates, (a, r) => $$"""{"above": {{a}}, "rate": {{r}}}""")) + "]";

    private static RateBook Read(string json) => RateDocument.Read(json) switch
    {
        Outcome<RateBook>.Done(var book) => book,
        Outcome<RateBook>.Refused(var refusal) => throw new InvalidOperationException(refusal.Reason),
        _ => throw new InvalidOperationException("Outcome has two cases."),
    };
}
