using System.Globalization;
using System.Text.Json;
using Portal.Core.Money;

namespace Portal.Core.Billing.Rating;

/// <summary>
/// One case of a published-bills.json: a city's tiers and one customer's use. <c>tier_starts</c> N means that the tier
/// begins with the Nth unit, so 0 and 1 both begin at nothing and [0, 15, 21] on 27.3 units is 14 + 6 + 7.3.
/// Numbers may be JSON numbers or strings, with or without an exponent.
/// </summary>
internal sealed record PublishedBill(
    int Case,
    decimal Use,
    string Unit,
    IReadOnlyList<Tier> Tiers,
    Usd ServiceCharge,
    Usd CommodityCharge)
{
    private const decimal LargestNumber = 1_000_000_000m;
    private const decimal LargestPrice = 1_000_000m;

    /// <summary>The cases of a file: an array, or an object with one named <c>bills</c>.</summary>
    internal static IEnumerable<JsonElement> Cases(JsonElement root)
    {
        var list = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("bills", out var bills) ? bills : root;
        return list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray()
            : throw new Fault("The file has no list named bills.");
    }

    internal static PublishedBill Read(int number, JsonElement bill)
    {
        if (bill.ValueKind != JsonValueKind.Object)
        {
            throw new Fault(number, "(whole)", "the case is not a JSON object");
        }

        var unit = bill.TryGetProperty("bill_unit", out var name) ? name.ToString() : "ccf";
        return new(
            number,
            UseIn(unit, number, bill),
            unit,
            TiersOf(number, bill),
            Usd.FromRate(Number(number, bill, "service_charge"), 1m),
            Usd.FromRate(Number(number, bill, "commodity_charge"), 1m));
    }

    /// <summary>The case as one tiered charge, rounded as these bills are: on the sum of the tiers.</summary>
    internal RatedUse ToUse() => new()
    {
        Quantity = Use,
        FromOn = DateOnly.MinValue,
        ToOn = DateOnly.MinValue,
        Schedule = new()
        {
            Id = "published",
            Version = 1,
            EffectiveOn = DateOnly.MinValue,
            Service = "water",
            CustomerClass = RateBook.AnyClass,
            Unit = Unit,
            Rounding = TierRounding.PerCharge,
            Charges =
            [
                new TieredUse
                {
                    Code = "COMMODITY",
                    Label = new("Water use", "Consumo de agua"),
                    Fund = "510",
                    GlCode = "4010",
                    Tables = [new() { Tiers = Tiers }],
                },
            ],
        },
    };

    private static decimal UseIn(string unit, int number, JsonElement bill)
    {
        var use = Number(number, bill, "usage_ccf") * Factor(number, bill, unit);
        return use <= LargestNumber
            ? use
            : throw new Fault(number, "unit_factor", $"{use} {unit} is above {LargestNumber:0}");
    }

    private static decimal Factor(int number, JsonElement bill, string unit)
    {
        if (bill.TryGetProperty("unit_factor", out _))
        {
            var factor = Number(number, bill, "unit_factor");
            return factor > 0 ? factor : throw new Fault(number, "unit_factor", $"{factor} is not above zero");
        }

        return unit.Equals("ccf", StringComparison.OrdinalIgnoreCase)
            ? 1m
            : throw new Fault(number, "unit_factor", $"it is missing, and the bill is in {unit}");
    }

    private static Tier[] TiersOf(int number, JsonElement bill)
    {
        var starts = Numbers(number, bill, "tier_starts");
        var prices = Numbers(number, bill, "tier_prices");
        if (starts.Length == 0)
        {
            throw new Fault(number, "tier_starts", "it is empty");
        }

        if (starts.Length != prices.Length)
        {
            throw new Fault(number, "tier_prices", $"{prices.Length} prices for {starts.Length} tiers");
        }

        if (prices.Any(price => price > LargestPrice))
        {
            throw new Fault(number, "tier_prices", $"a price is above {LargestPrice:0}");
        }

        if (starts.Zip(starts.Skip(1)).Any(pair => pair.First > pair.Second))
        {
            throw new Fault(number, "tier_starts", "a tier begins below the one before it");
        }

        return [.. starts.Zip(prices, (start, price) => new Tier(Math.Max(0m, start - 1m), price))];
    }

    private static decimal[] Numbers(int number, JsonElement bill, string field) =>
        bill.TryGetProperty(field, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(item => Parse(number, item, field))]
            : throw new Fault(number, field, "it is missing or not a list");

    private static decimal Number(int number, JsonElement bill, string field) =>
        bill.TryGetProperty(field, out var value)
            ? Parse(number, value, field)
            : throw new Fault(number, field, "it is missing");

    private static decimal Parse(int number, JsonElement value, string field)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!.Trim(),
            JsonValueKind.Number => value.GetRawText(),
            _ => throw new Fault(number, field, $"{value.GetRawText()} is not a number"),
        };
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var amount))
        {
            throw new Fault(number, field, $"\"{text}\" is not a number");
        }

        return amount is >= 0 and <= LargestNumber
            ? amount
            : throw new Fault(number, field, $"{text} is not between 0 and {LargestNumber:0}");
    }

    /// <summary>A case that cannot be priced, with its field.</summary>
    internal sealed class Fault : FormatException
    {
        internal Fault(string message)
            : base(message)
        {
        }

        internal Fault(int number, string field, string why)
            : base($"case {number}, {field}: {why}.")
        {
        }
    }
}
