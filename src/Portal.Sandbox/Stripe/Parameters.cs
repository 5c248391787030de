using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;

namespace Portal.Sandbox.Stripe;

/// <summary>
/// A call's parameters: form fields such as <c>line_items[0][price_data][currency]</c> as a tree, and typed reading of
/// it that refuses as the API refuses.
/// </summary>
public sealed class Parameters(JsonObject tree)
{
    public JsonObject Tree => tree;

    /// <summary>Builds the tree; maps whose keys are 0, 1, 2 … become lists, in order.</summary>
    public static Parameters Of(IEnumerable<KeyValuePair<string, StringValues>> fields)
    {
        var tree = new JsonObject();
        foreach (var (name, values) in fields)
        {
            foreach (var value in values)
            {
                Put(tree, name, value ?? "");
            }
        }

        return new Parameters((JsonObject)ListsIn(tree));
    }

    public string? Text(string path) => Node(path) switch
    {
        null => null,
        JsonValue value when (string?)value is { Length: > 0 } text => text,
        JsonValue => null,
        _ => throw StripeException.BadParameter($"Invalid string: {path}", path),
    };

    public string Required(string path) => Text(path) ?? throw StripeException.MissingParameter(path);

    public string OneOf(string path, string otherwise, params string[] allowed)
    {
        var text = Text(path) ?? otherwise;
        return allowed.Contains(text)
            ? text
            : throw StripeException.BadParameter($"Invalid {path}: must be one of {string.Join(", ", allowed)}", path);
    }

    public long? Number(string path)
    {
        var text = Text(path);
        return text is null ? null
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
            : throw StripeException.BadParameter($"Invalid integer: {text}", path, "parameter_invalid_integer");
    }

    public long RequiredNumber(string path) => Number(path) ?? throw StripeException.MissingParameter(path);

    public bool Flag(string path) => Text(path) switch
    {
        null or "false" or "0" => false,
        "true" or "1" => true,
        var other => throw StripeException.BadParameter($"Invalid boolean: {other}", path),
    };

    public IReadOnlyList<string> Texts(string path) =>
        Node(path) is JsonArray list
            ? [.. list.Select(item => item is JsonValue text ? (string)text!
                : throw StripeException.BadParameter("Invalid string", path))]
            : [];

    /// <summary>The entries of a list of maps, each as parameters of its own.</summary>
    public IReadOnlyList<Parameters> Entries(string path) =>
        Node(path) is JsonArray list
            ? [.. list.Select(item => new Parameters(item as JsonObject
                ?? throw StripeException.BadParameter("Invalid object", path)))]
            : [];

    /// <summary>A map of text to text: at most 50 keys of 40 letters with 500 each.</summary>
    public JsonObject Metadata(string path = "metadata")
    {
        var map = Node(path) as JsonObject ?? [];
        if (map.Count > 50 || map.Any(pair =>
            pair.Key.Length > 40 || pair.Value is not JsonValue value || ((string?)value)?.Length > 500))
        {
            throw StripeException.BadParameter("Metadata has too many keys, or one too long", path);
        }

        return (JsonObject)map.DeepClone();
    }

    public JsonNode? Node(string path) =>
        path.Split('.').Aggregate<string, JsonNode?>(tree, (node, key) => (node as JsonObject)?[key]);

    private static void Put(JsonObject tree, string name, string value)
    {
        var keys = name.Replace("]", "", StringComparison.Ordinal).Split('[');
        var at = tree;
        foreach (var key in keys[..^1])
        {
            at = at[Key(at, key)] as JsonObject ?? Add(at, Key(at, key));
        }

        at[Key(at, keys[^1])] = value;
    }

    /// <summary>"expand[]" gets the next number.</summary>
    private static string Key(JsonObject at, string key) =>
        key.Length > 0 ? key : at.Count.ToString(CultureInfo.InvariantCulture);

    private static JsonObject Add(JsonObject at, string key)
    {
        var child = new JsonObject();
        at[key] = child;
        return child;
    }

    private static JsonNode ListsIn(JsonNode node)
    {
        if (node is not JsonObject map)
        {
            return node.DeepClone();
        }

        var numbers = map.Count > 0 && map.All(pair => int.TryParse(pair.Key, CultureInfo.InvariantCulture, out _));
        if (numbers)
        {
            var ordered = map.OrderBy(pair => int.Parse(pair.Key, CultureInfo.InvariantCulture));
            return new JsonArray([.. ordered.Select(pair => ListsIn(pair.Value!))]);
        }

        return new JsonObject(map.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)ListsIn(pair.Value!))));
    }
}
