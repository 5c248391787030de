using System.Text.Json;
using Portal.Core.Billing.Rating;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Billing.Rating;

public sealed class PriceBillsTests
{
    private const string Good = """
        {"usage_ccf": "27.3", "unit_factor": 1, "tier_starts": ["0", 15, 21], "tier_prices": [1, "2.00", 3e0],
         "service_charge": 21.2, "commodity_charge": "47.90", "bill_unit": "ccf", "frequency": "Fortnightly"}
        """;

    [SharedDataFact("rates/published-bills.json")]
    public void All_147_published_bills_are_priced_to_the_cent()
    {
        var (code, lines, faults) = Run(File.ReadAllText(SharedData.Path("rates/published-bills.json")));

        Assert.Equal((0, 147, ""), (code, lines.Length, faults));
        Assert.Equal(
            """{"case":0,"commodity_charge":"39.64","service_charge":"21.32","matches":true}""", lines[0]);
        Assert.All(lines, line => Assert.EndsWith("\"matches\":true}", line, StringComparison.Ordinal));
    }

    [Fact]
    public void The_tier_begins_with_the_unit_it_names()
    {
        var (code, lines, _) = Run($$"""{"bills": [{{Good}}]}""");

        Assert.Equal(0, code);
        Assert.Equal(
            ["""{"case":0,"commodity_charge":"47.90","service_charge":"21.20","matches":true}"""], lines);
    }

    [Theory]
    [InlineData("\"27.3\"", "0", "0.00")]
    [InlineData("\"27.3\"", "\"0E-13\"", "0.00")]
    [InlineData("\"27.3\"", "1.4E+1", "14.00")]
    [InlineData("\"27.3\"", "14", "14.00")]
    [InlineData("\"27.3\"", "14.5", "15.00")]
    [InlineData("\"unit_factor\": 1", "\"unit_factor\": \"0.748\"", "27.26")]
    [InlineData("[\"0\", 15, 21]", "[1, 15, 21]", "47.90")]
    [InlineData("[\"0\", 15, 21]", "[0, 15.5, 21]", "47.40")]
    [InlineData("[\"0\", 15, 21]", "[0, 1, 1]", "81.90")]
    public void Other_numbers_follow_the_same_rule(string instead, string of, string charge)
    {
        var (_, lines, _) = Run($"[{Good.Replace(instead, of, StringComparison.Ordinal)}]");

        Assert.Equal(charge, JsonDocument.Parse(lines[0]).RootElement.GetProperty("commodity_charge").GetString());
    }

    [Fact]
    public void A_charge_that_differs_is_shown_and_ends_badly()
    {
        var (code, lines, faults) = Run($"[{Good.Replace("47.90", "47.91", StringComparison.Ordinal)}, {Good}]");

        Assert.Equal(1, code);
        Assert.Equal([false, true], lines.Select(l => l.EndsWith("true}", StringComparison.Ordinal)));
        Assert.Contains("1 of 2", faults, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"usage_ccf\"", "\"usage\"", "usage_ccf")]
    [InlineData("\"27.3\"", "\"-27.3\"", "usage_ccf")]
    [InlineData("\"27.3\"", "\"a lot\"", "usage_ccf")]
    [InlineData("\"27.3\"", "1e400", "usage_ccf")]
    [InlineData("\"27.3\"", "null", "usage_ccf")]
    [InlineData("\"unit_factor\": 1", "\"unit_factor\": 0", "unit_factor")]
    [InlineData("[1, \"2.00\", 3e0]", "[1, 2]", "tier_prices")]
    [InlineData("[1, \"2.00\", 3e0]", "7", "tier_prices")]
    [InlineData("15, 21]", "21, 15]", "tier_starts")]
    [InlineData("[\"0\", 15, 21]", "[]", "tier_starts")]
    [InlineData("\"service_charge\": 21.2,", "", "service_charge")]
    [InlineData("\"47.90\"", "[]", "commodity_charge")]
    public void A_case_that_cannot_be_read_is_named_with_its_field_and_the_others_are_priced(
        string instead, string of, string field)
    {
        var (code, lines, faults) = Run($"[{Good}, {Good.Replace(instead, of, StringComparison.Ordinal)}, {Good}]");

        Assert.Equal((1, 2), (code, lines.Length));
        Assert.StartsWith("{\"case\":2,", lines[1], StringComparison.Ordinal);
        Assert.StartsWith($"case 1, {field}: ", faults, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json", "not JSON")]
    [InlineData("{}", "no list named bills")]
    [InlineData("[3]", "case 0")]
    public void A_file_of_another_kind_is_refused(string text, string fault)
    {
        var (code, lines, faults) = Run(text);

        Assert.Equal((1, 0), (code, lines.Length));
        Assert.Contains(fault, faults, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var faults = new StringWriter();

        Assert.Equal(1, PriceBills.Run("/nowhere/bills.json", TextWriter.Null, faults));
        Assert.Contains("/nowhere/bills.json", faults.ToString(), StringComparison.Ordinal);
    }

    private static (int Code, string[] Lines, string Faults) Run(string json)
    {
        var (lines, faults) = (new StringWriter(), new StringWriter());
        var code = PriceBills.Price(json, lines, faults);
        return (code, lines.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), faults.ToString());
    }
}
