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
    [InlineData("\"above\": 7", "\"above\": 0", "Rates_TiersOutOfOrder")]
    [InlineData("\"above\": 0", "\"above\": -1", "Rates_TiersOutOfOrder")]
    [InlineData("[\"USE\"]", "[\"TAX\"]", "Rates_PercentOfItself")]
    [InlineData("\"code\": \"TAX\"", "\"code\": \"USE\"", "Rates_CodeTwice")]
    [InlineData("[{\"rate\": 5}]", "[]", "Rates_NoRows")]
    [InlineData("\"unit\": \"CCF\"", "\"units\": \"CCF\"", "Rates_NotReadable")]
    [InlineData("\"kind\": \"percent\"", "\"kind\": \"magic\"", "Rates_NotReadable")]
    [InlineData("\"rate\": 5", "\"rate\": \"five\"", "Rates_NotReadable")]
    [InlineData("2024-01-01", "2024-13-01", "Rates_NotReadable")]
    [InlineData("{\"schedules\"", "{\"schedule\"", "Rates_NotReadable")]
    public void A_fault_in_the_document_is_refused_by_name(string instead, string of, string key)
    {
        Assert.IsType<Outcome<RateBook>.Done>(RateDocument.Read(Good));

        var refused = RateDocument.Read(Good.Replace(instead, of, StringComparison.Ordinal));

        Assert.Equal(key, Assert.IsType<Outcome<RateBook>.Refused>(refused).Refusal.Key);
    }

    [Fact]
    public void A_misspelled_name_is_refused_with_its_line()
    {
        var refused = RateDocument.Read(Good.Replace("\"above\": 7", "\"abvoe\": 7", StringComparison.Ordinal));

        var reason = Assert.IsType<Outcome<RateBook>.Refused>(refused).Refusal.Reason;
        Assert.Contains("line 5", reason, StringComparison.Ordinal);
        Assert.Contains("$.schedules[0].charges[0].tables[0].tiers[1]", reason, StringComparison.Ordinal);
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
