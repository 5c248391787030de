using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Portal.Core.Common;

namespace Portal.Core.Billing.Rating;

/// <summary>
/// A city's rates as one JSON document, <c>{"schedules": [...], "settings": [...]}</c>; README.md of this folder and
/// rates.schema.json say what may be in it. What is missing, misspelled or out of order is told with its line.
/// </summary>
public sealed record RateDocument
{
    public string? Source { get; init; }

    public required IReadOnlyList<RateSchedule> Schedules { get; init; }

    /// <summary>The city's choices about billing; absent, the usual ones.</summary>
    public IReadOnlyList<BillingSettings>? Settings { get; init; }

    /// <summary>Reads a document into the book it describes; refused with its first fault.</summary>
    public static Outcome<RateBook> Read(string json)
    {
        var (document, faults) = Check(json);
        return document is null ? faults[0].ToRefusal() : new RateBook(document.Schedules, document.Settings);
    }

    /// <summary>The document, or all that is wrong with it in the order of the lines.</summary>
    public static (RateDocument? Document, IReadOnlyList<RateFault> Faults) Check(string json)
    {
        PlacedJson root;
        try
        {
            root = PlacedJson.Parse(json);
        }
        catch (JsonException fault)
        {
            return (null, [new((int)(fault.LineNumber ?? 0) + 1, "$", new("Rates_NotJson"))]);
        }

        var faults = RateShape.Faults(root, typeof(RateDocument)).OrderBy(f => f.Line).ToList();
        if (faults.Count > 0)
        {
            return (null, faults);
        }

        var document = Parse(json);
        faults = [.. RateRules.Faults(document, root).OrderBy(f => f.Line)];
        return faults.Count > 0 ? (null, faults) : (document, []);
    }

    /// <summary>The same document as text, always written alike.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RateJson.Indented);

    /// <summary>A document of one version of the settings.</summary>
    public static RateDocument Of(BillingSettings settings) => new() { Schedules = [], Settings = [settings] };

    /// <summary>A document of one version of a schedule.</summary>
    public static RateDocument Of(RateSchedule schedule) => new() { Schedules = [schedule] };

    /// <summary>A document that is known to be sound.</summary>
    public static RateDocument Parse(string json) =>
        JsonSerializer.Deserialize<RateDocument>(json, RateJson.Compact)
        ?? throw new JsonException("A rate document is null.");

    /// <summary>Cut into documents of one version each.</summary>
    public IReadOnlyList<RatePart> Parts() =>
    [
        .. Schedules.Select(s => new RatePart(s.Id, s.Version, s.EffectiveOn, Of(s))),
        .. (Settings ?? []).Select(s => new RatePart("settings", s.Version, s.EffectiveOn, Of(s))),
    ];

    /// <summary>As another version from another day on.</summary>
    public RateDocument Renumbered(int version, DateOnly effectiveOn) => this with
    {
        Schedules = [.. Schedules.Select(s => s with { Version = version, EffectiveOn = effectiveOn })],
        Settings = Settings?.Select(s => s with { Version = version, EffectiveOn = effectiveOn }).ToList(),
    };

    /// <summary>The JSON schema of the document, made from the C# types; rates.schema.json is this, kept.</summary>
    public static string Schema()
    {
        var node = RateJson.Indented.GetJsonSchemaAsNode(
            typeof(RateDocument), new() { TreatNullObliviousAsNonNullable = true }).AsObject();
        node.Insert(0, "$schema", JsonValue.Create("https://json-schema.org/draft/2020-12/schema"));
        node.Insert(1, "title", JsonValue.Create("Rates of a city's utilities"));
        return node.ToJsonString(RateJson.Indented) + "\n";
    }
}

/// <summary>One version of one schedule, or of the settings, as a document of its own.</summary>
public sealed record RatePart(string Code, int Version, DateOnly EffectiveOn, RateDocument Document);
