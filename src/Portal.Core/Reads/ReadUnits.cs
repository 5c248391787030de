namespace Portal.Core.Reads;

/// <summary>
/// Units that meters count in. A read stays in its meter's unit: it is never converted, only refused when it is in
/// another.
/// </summary>
public static class ReadUnits
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ccf"] = "CCF", ["hcf"] = "CCF", ["100 cf"] = "CCF", ["100cf"] = "CCF", ["hundred cubic feet"] = "CCF",
        ["cf"] = "CF", ["cuft"] = "CF", ["cu ft"] = "CF", ["ft3"] = "CF", ["cubic feet"] = "CF",
        ["gal"] = "gal", ["gallon"] = "gal", ["gallons"] = "gal", ["usgal"] = "gal",
        ["kgal"] = "kGal", ["tgal"] = "kGal", ["1000 gal"] = "kGal", ["thousand gallons"] = "kGal",
        ["m3"] = "m3", ["cubic meters"] = "m3", ["cubic metres"] = "m3",
        ["l"] = "L", ["liter"] = "L", ["liters"] = "L", ["litres"] = "L",
        ["kwh"] = "kWh", ["wh"] = "Wh", ["therm"] = "therm", ["therms"] = "therm",
    };

    /// <summary>Every unit, as it is stored.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Names.Values.Distinct()];

    /// <summary>All of them in a sentence.</summary>
    public static string List { get; } = string.Join(", ", All);

    /// <summary>A unit as it is stored; null for a word that is none. HCF and CCF are one.</summary>
    public static string? Known(string? word) => word is not null && Names.TryGetValue(word.Trim(), out var unit)
        ? unit
        : null;
}
