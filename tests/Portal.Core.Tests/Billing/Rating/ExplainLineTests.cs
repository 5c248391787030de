using System.Globalization;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rating;
using Portal.Core.Money;
using Xunit;

namespace Portal.Core.Tests.Billing.Rating;

public sealed class ExplainLineTests
{
    private static readonly CultureInfo English = new("en-US");
    private static readonly CultureInfo Spanish = new("es-US");

    [Fact]
    public void Tiers_are_said_one_by_one()
    {
        var line = WorkedBillsTests.Price(WorkedBillsTests.Use(Worked.Canby, "water", "15.5", "1\""))[1];

        Assert.Equal(
            ["First 11 CCF at $2.08: $22.88", "Next 4.5 CCF at $2.61: $11.75"],
            ExplainLine.In(English, line.Explanation, line.Amount));
        Assert.Equal(
            ["Los primeros 11 CCF a $2.08: $22.88", "Los siguientes 4.5 CCF a $2.61: $11.75"],
            ExplainLine.In(Spanish, line.Explanation, line.Amount));
    }

    [Theory]
    [InlineData("5/8\"", PremiseLocation.InsideCity, "Service charge for a 5/8-inch meter inside the city",
        "Cargo fijo por un medidor de 5/8 de pulgada dentro de la ciudad")]
    [InlineData("1 1/2\"", PremiseLocation.InsideCity, "Service charge for a 1 1/2-inch meter inside the city",
        "Cargo fijo por un medidor de 1 1/2 pulgadas dentro de la ciudad")]
    [InlineData("10\"", PremiseLocation.OutsideCity, "Service charge for a 10-inch meter outside the city",
        "Cargo fijo por un medidor de 10 pulgadas fuera de la ciudad")]
    public void A_service_charge_names_the_meter_and_the_place(
        string meter, PremiseLocation location, string english, string spanish)
    {
        var use = WorkedBillsTests.Use(Worked.Roseville, "water", "3", meter) with { Location = location };
        var line = WorkedBillsTests.Price(use)[0];

        Assert.Equal([english], ExplainLine.In(English, line.Explanation, line.Amount));
        Assert.Equal([spanish], ExplainLine.In(Spanish, line.Explanation, line.Amount));
    }

    [Fact]
    public void A_capped_use_and_an_estimate_are_said()
    {
        var use = WorkedBillsTests.Use(Worked.Charlotte, "sewer", "20", "5/8\"") with
        {
            Read = new("M-1", 100m, new(2024, 5, 1), 120m, new(2024, 6, 1), Estimated: true),
        };
        var line = WorkedBillsTests.Price(use)[2];

        Assert.Equal(
            [
                "16 Ccf at $5.93 for each Ccf",
                "You used 20 Ccf. This charge stops at 16 Ccf.",
                "We estimated this use because we could not read the meter. The next real reading corrects it.",
            ],
            ExplainLine.In(English, line.Explanation, line.Amount));
    }

    [Fact]
    public void A_percent_names_what_it_is_reckoned_on()
    {
        var line = WorkedBillsTests.Price(WorkedBillsTests.Use(Worked.Taxed, "water", "10"))[2];

        Assert.Equal(["5% of $16.95"], ExplainLine.In(English, line.Explanation, line.Amount));
        Assert.Equal(["5% de $16.95"], ExplainLine.In(Spanish, line.Explanation, line.Amount));
    }

    [Fact]
    public void Flat_charges_say_how_many_at_what_price()
    {
        var lines = WorkedBillsTests.Price(WorkedBillsTests.Use(Worked.Taxed, "water", "10") with { Count = 2 });
        var one = WorkedBillsTests.Price(WorkedBillsTests.Use(Worked.Taxed, "water", "10"));

        Assert.Equal(["2 at $3.00 each"], ExplainLine.In(English, lines[1].Explanation, lines[1].Amount));
        Assert.Equal(
            ["$3.00 for the month, however much you use"],
            ExplainLine.In(English, one[1].Explanation, one[1].Amount));
    }

    [Fact]
    public void What_is_stored_reads_back_the_same_and_keeps_its_names()
    {
        var use = WorkedBillsTests.Use(Worked.Canby, "water", "8", "3/4\"") with
        {
            Read = new("M-1", 100m, new(2024, 5, 1), 108m, new(2024, 6, 1), Estimated: false),
        };
        var line = WorkedBillsTests.Price(use)[1];

        var json = line.Explanation.ToJson();
        var back = LineExplanation.FromJson(json);

        Assert.Equal(
            """
            {"kind":"tiered","label":{"en":"W-USE","es":"W-USE"},"quantity":8,"unit":"CCF","tiers":
            [{"from":0,"to":7,"quantity":7,"rate":2.08,"amount_cents":1456},
            {"from":7,"to":12,"quantity":1,"rate":2.61,"amount_cents":261}],"meter_size":"3/4\"",
            "read":{"meter_number":"M-1","previous":100,"previous_on":"2024-05-01","current":108,
            "current_on":"2024-06-01","estimated":false},"schedule_id":"canby","schedule_version":2,
            "from_on":"2024-05-01","to_on":"2024-06-01"}
            """.Replace("\n", "", StringComparison.Ordinal),
            json);
        Assert.Equal(
            ExplainLine.In(English, line.Explanation, line.Amount), ExplainLine.In(English, back, new Usd(1817)));
        Assert.Equal(json, back.ToJson());
        Assert.Equal("5/1/2024 to 6/1/2024 (31 days)", ExplainLine.Period(English, back));
    }
}
