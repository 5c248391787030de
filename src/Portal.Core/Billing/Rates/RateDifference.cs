using System.Text.Json.Nodes;
using Portal.Core.Billing.Rating;

namespace Portal.Core.Billing.Rates;

/// <summary>One thing that two versions say differently.</summary>
/// <param name="Where">The way to it; charges are named by their code: <c>WATER-USE › prices › 1 › rate</c>.</param>
/// <param name="Before">Null where it was not there.</param>
/// <param name="After">Null where it is no more.</param>
public sealed record RateDifference(string Where, string? Before, string? After)
{
    /// <summary>Everything that differs, in the order of the document.</summary>
    public static IReadOnlyList<RateDifference> Between(RateVersion before, RateVersion after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var found = new List<RateDifference>();
        Compare(Body(before), Body(after), "", found);
        return found;
    }

    private static JsonNode Body(RateVersion version)
    {
        var document = JsonNode.Parse(RateDocument.Parse(version.Document).ToJson())!;
        return document[version.IsSettings ? "settings" : "schedules"]![0]!;
    }

    private static void Compare(JsonNode? before, JsonNode? after, string where, List<RateDifference> found)
    {
        if (before is JsonObject one && after is JsonObject other)
        {
            foreach (var name in one.Select(m => m.Key).Union(other.Select(m => m.Key)))
            {
                Compare(one[name], other[name], Join(where, name), found);
            }
        }
        else if (before is JsonArray || after is JsonArray)
        {
            CompareLists(Items(before), Items(after), where, found);
        }
        else if (!JsonNode.DeepEquals(before, after))
        {
            found.Add(new(where, Plain(before), Plain(after)));
        }
    }

    private static void CompareLists(
        Dictionary<string, JsonNode?> before, Dictionary<string, JsonNode?> after, string where,
        List<RateDifference> found)
    {
        foreach (var name in before.Keys.Union(after.Keys))
        {
            Compare(before.GetValueOrDefault(name), after.GetValueOrDefault(name), Join(where, name), found);
        }
    }

    /// <summary>Charges by their code, so that a new one does not make all after it differ; others by place.</summary>
    private static Dictionary<string, JsonNode?> Items(JsonNode? list) => (list as JsonArray ?? [])
        .Select((item, place) => (Name: (item as JsonObject)?["code"]?.ToString() ?? $"{place + 1}", Item: item))
        .ToDictionary(pair => pair.Name, pair => pair.Item);

    private static string Join(string where, string name) =>
        where.Length == 0 || where == "charges" ? name : $"{where} › {name}";

    private static string? Plain(JsonNode? node) => node is JsonObject or JsonArray
        ? node.ToJsonString(RateJson.Compact)
        : node?.ToString();
}
