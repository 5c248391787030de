using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Xunit;

namespace Portal.Core.Tests.Billing.Rating;

public sealed class RateDocumentTests
{
    private static readonly string Good = $$"""
        {"schedules": [
        {"id": "w", "version": 1, "effective_on": "2024-01-01", "service": "water", "class": "any", "unit": "CCF",
        "charges": [
        {"kind": "tiered", {{Worked.Name("USE")}}, "tables": [{"tiers": [
        {"above": 0, "rate": 1}, {"above": 7, "rate": 2}]}]},
        {"kind": "percent", {{Worked.Name("TAX")}}, "is_tax": false, "over": ["USE"], "prices": [{"rate": 5}]}]}]}
        """;

    [Theory]
    [InlineData("\"above\": 7", "\"above\": 0", "Rates_TiersOutOfOrder", 4)]
    [InlineData("\"above\": 0", "\"above\": -1", "Rates_TiersOutOfOrder", 4)]
    [InlineData("\"rate\": 1}", "\"rate\": -1}", "Rates_BelowZero", 4)]
    [InlineData("[\"USE\"]", "[\"TAX\"]", "Rates_PercentOfItself", 6)]
    [InlineData("\"code\": \"TAX\"", "\"code\": \"USE\"", "Rates_CodeTwice", 6)]
    [InlineData("[{\"rate\": 5}]", "[]", "Rates_NoRows", 6)]
    [InlineData("[{\"rate\": 5}]", "[{\"rate\": 5, \"program\": \"senior\"}]", "Rates_ProgramNeedsFunding", 6)]
    [InlineData("\"unit\": \"CCF\"", "\"units\": \"CCF\"", "Rates_MissingName", 2)]
    [InlineData("\"kind\": \"percent\"", "\"kind\": \"magic\"", "Rates_NotOneOf", 6)]
    [InlineData("\"kind\": \"percent\",", "", "Rates_MissingName", 6)]
    [InlineData("\"service\": \"water\"", "\"service\": \"gas\"", "Rates_NotOneOf", 2)]
    [InlineData("\"rate\": 5", "\"rate\": \"five\"", "Rates_NotANumber", 6)]
    [InlineData("\"is_tax\": false", "\"is_tax\": \"no\"", "Rates_NotYesNo", 6)]
    [InlineData("\"version\": 1", "\"version\": 1.5", "Rates_NotAWhole", 2)]
    [InlineData("\"version\": 1", "\"version\": 0", "Rates_IdAndVersion", 2)]
    [InlineData("\"id\": \"w\"", "\"id\": 7", "Rates_NotText", 2)]
    [InlineData("\"id\": \"w\"", "\"id\": null", "Rates_MissingName", 2)]
    [InlineData("\"id\": \"w\"", "\"id\": \"w\", \"id\": \"v\"", "Rates_NameTwice", 2)]
    [InlineData("2024-01-01", "2024-13-01", "Rates_NotADay", 2)]
    [InlineData("\"charges\": [", "\"charges\": {}, \"x\": [", "Rates_NotAList", 3)]
    [InlineData("{\"schedules\"", "{\"schedule\"", "Rates_MissingName", 1)]
    [InlineData("{\"above\": 7, \"rate\": 2}", "7", "Rates_NotAnObject", 5)]
    [InlineData("\"rate\": 5}]}]}", "\"rate\": 5}]}]", "Rates_NotJson", 6)]
    public void A_fault_in_the_document_is_told_by_name_and_line(string instead, string of, string key, int line)
    {
        Assert.Empty(RateDocument.Check(Good).Faults);

        var (document, faults) = RateDocument.Check(Good.Replace(instead, of, StringComparison.Ordinal));

        Assert.Null(document);
        Assert.Contains(faults, fault => fault.Why.Key == key && fault.Line == line);
    }

    [Theory]
    [InlineData("\"settings\": [{\"version\": 0, \"effective_on\": \"2024-01-01\"}]", "Rates_SettingsRange")]
    [InlineData("\"settings\": [{\"version\": 1, \"effective_on\": \"2024-01-01\", \"correction_months\": 121}]",
        "Rates_SettingsRange")]
    [InlineData(
        "\"settings\": [{\"version\": 1, \"effective_on\": \"2024-01-01\", \"proration\": {\"method\": \"daily\"}}]",
        "Rates_MissingName")]
    public void Settings_are_checked_too(string settings, string key)
    {
        var faults = RateDocument.Check($$"""{"schedules": [], {{settings}}}""").Faults;

        Assert.Equal(key, Assert.Single(faults).Why.Key);
    }

    [Fact]
    public void All_faults_are_told_at_once_in_the_order_of_the_lines()
    {
        var faults = RateDocument.Check(Good
            .Replace("\"above\": 7", "\"abvoe\": 7", StringComparison.Ordinal)
            .Replace("\"rate\": 5", "\"rate\": \"five\"", StringComparison.Ordinal)).Faults;

        Assert.Equal(
            [
                (5, "$.schedules[0].charges[0].tables[0].tiers[1]", "Rates_MissingName"),
                (5, "$.schedules[0].charges[0].tables[0].tiers[1].abvoe", "Rates_UnknownName"),
                (6, "$.schedules[0].charges[1].prices[0].rate", "Rates_NotANumber"),
            ],
            faults.Select(f => (f.Line, f.Path, f.Why.Key)).Order());
    }

    [Fact]
    public void The_first_fault_is_the_refusal_in_the_language_of_the_reader()
    {
        var refused = RateDocument.Read(Good.Replace("\"rate\": 5", "\"rate\": \"five\"", StringComparison.Ordinal));

        Assert.Equal(
            "Line 6 of the rate file: “five” is no number. Write it like 2.61. " +
            "($.schedules[0].charges[1].prices[0].rate)",
            Assert.IsType<Outcome<RateBook>.Refused>(refused).Refusal.Reason);
    }

    [Fact]
    public void The_published_schema_is_that_of_the_types()
    {
        var fresh = Path.Combine(Path.GetTempPath(), "rates.schema.json");
        File.WriteAllText(fresh, RateDocument.Schema());

        Assert.True(
            SourceTree.Read("src/Portal.Core/Billing/Rating/rates.schema.json") == RateDocument.Schema(),
            $"rates.schema.json is not what the types say; look at {fresh} and keep it.");
    }

    [Fact]
    public void Every_kind_of_charge_is_written_and_read_back_the_same()
    {
        var json = SourceTree.Read("tests/Portal.Core.Tests/Billing/Rating/every-kind.json");

        var (document, faults) = RateDocument.Check(json);

        Assert.Empty(faults.Select(f => $"{f.Line} {f.Path} {f.Why.Reason}"));
        Assert.Equal(document!.ToJson(), RateDocument.Parse(document.ToJson()).ToJson());
        Assert.Equal(
            typeof(RateCharge).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(RateCharge)) && !t.IsAbstract)
                .Select(t => t.Name).Order(StringComparer.Ordinal),
            document.Schedules.SelectMany(s => s.Charges).Select(c => c.GetType().Name).Distinct()
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_written_reads_back_the_same()
    {
        var book = Assert.IsType<Outcome<RateBook>.Done>(RateDocument.Read(Good)).Value;
        var text = new RateDocument { Schedules = book.Schedules }.ToJson();

        var again = Assert.IsType<Outcome<RateBook>.Done>(RateDocument.Read(text)).Value;

        Assert.Equal(text, new RateDocument { Schedules = again.Schedules }.ToJson());
    }

    [Fact]
    public void The_version_of_the_day_is_chosen()
    {
        Assert.Null(Worked.Canby.On(new(2022, 4, 30), "water", "residential"));
        Assert.Equal(1, Worked.Canby.On(new(2024, 4, 30), "water", "residential")!.Version);
        Assert.Equal(2, Worked.Canby.On(new(2024, 5, 1), "water", "residential")!.Version);
        Assert.Null(Worked.Canby.On(new(2024, 5, 1), "water", "business"));
    }
}
