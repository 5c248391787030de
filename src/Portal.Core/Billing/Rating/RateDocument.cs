using System.Text.Json;
using Portal.Core.Common;

namespace Portal.Core.Billing.Rating;

/// <summary>
/// A city's rates as one JSON document, <c>{"schedules": [...]}</c>; README.md of this folder says what may be in
/// it. Refused, with the place: what is no JSON, what is missing, misspelled or out of order.
/// </summary>
public sealed record RateDocument
{
    public string? Source { get; init; }

    public required IReadOnlyList<RateSchedule> Schedules { get; init; }

    /// <summary>The city's choices about billing; absent, the usual ones.</summary>
    public IReadOnlyList<BillingSettings>? Settings { get; init; }

    /// <summary>Reads a document into the book it describes.</summary>
    public static Outcome<RateBook> Read(string json)
    {
        RateDocument? document;
        try
        {
            document = JsonSerializer.Deserialize<RateDocument>(json, RateJson.Compact);
        }
        catch (JsonException fault)
        {
            return new Refusal("Rates_NotReadable", (fault.LineNumber ?? 0) + 1, fault.Path ?? "$", fault.Message);
        }

        if (document is null)
        {
            return new Refusal("Rates_NotReadable", 1, "$", "null");
        }

        var faults = document.Schedules.SelectMany(Faults).Concat(Twice(document.Schedules)).ToList();
        return faults.Count > 0 ? faults[0] : new RateBook(document.Schedules, document.Settings);
    }

    /// <summary>The same document as text.</summary>
    public string ToJson() =>
        JsonSerializer.Serialize(this, RateJson.Indented);

    private static IEnumerable<Refusal> Twice(IReadOnlyList<RateSchedule> schedules) =>
        from schedule in schedules
        group schedule by (schedule.Id, schedule.Version) into same
        where same.Count() > 1
        select new Refusal("Rates_VersionTwice", same.Key.Id, same.Key.Version);

    private static IEnumerable<Refusal> Faults(RateSchedule schedule)
    {
        var name = $"{schedule.Id} {schedule.Version}";
        var seen = new HashSet<string>();
        foreach (var charge in schedule.Charges)
        {
            if (!seen.Add(charge.Code))
            {
                yield return new Refusal("Rates_CodeTwice", name, charge.Code);
            }

            if (charge is PercentCharge percent && percent.Over.Contains(charge.Code))
            {
                yield return new Refusal("Rates_PercentOfItself", name, charge.Code);
            }

            if (Rows(charge) == 0)
            {
                yield return new Refusal("Rates_NoRows", name, charge.Code);
            }

            if (charge is TieredUse tiered && tiered.Tables.Any(t => !Rises(t.Tiers)))
            {
                yield return new Refusal("Rates_TiersOutOfOrder", name, charge.Code);
            }
        }
    }

    private static int Rows(RateCharge charge) => charge switch
    {
        ServiceCharge service => service.Prices.Count,
        UniformUse uniform => uniform.Prices.Count,
        FlatCharge flat => flat.Prices.Count,
        PercentCharge percent => percent.Prices.Count,
        StormwaterCharge stormwater => stormwater.Prices.Count,
        AnnualCharge annual => annual.Prices.Count,
        MinimumCharge minimum => minimum.Prices.Count,
        ExportCredit export => export.Prices.Count,
        DiscountCharge discount => discount.Over.Count,
        TieredUse tiered => tiered.Tables.Count,
        _ => throw new InvalidOperationException($"No rows in {charge.GetType().Name}."),
    };

    private static bool Rises(IReadOnlyList<Tier> tiers) =>
        tiers.Count > 0
        && tiers[0].Above >= 0
        && tiers.Zip(tiers.Skip(1)).All(pair => pair.First.Above < pair.Second.Above);
}
