using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Portal.Core.Common;

namespace Portal.Core.Billing.Rating;

/// <summary>
/// Compares a document with the C# types it will become: names, kinds of values, what must be there. All faults are
/// found, not only the first, each with its line and in plain words.
/// </summary>
internal static class RateShape
{
    internal static IEnumerable<RateFault> Faults(PlacedJson node, Type type, string kindName = "kind")
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        var info = RateJson.Compact.GetTypeInfo(type);
        return info.Kind switch
        {
            JsonTypeInfoKind.Object => ObjectFaults(node, info, kindName),
            JsonTypeInfoKind.Enumerable => ListFaults(node, info),
            _ => ScalarFault(node, type) is { } refusal ? [Fault(node, refusal)] : [],
        };
    }

    private static IEnumerable<RateFault> ListFaults(PlacedJson node, JsonTypeInfo info) =>
        node.Kind == JsonTokenType.StartArray
            ? node.Items.SelectMany(item => Faults(item, info.ElementType!))
            : [Fault(node, new("Rates_NotAList"))];

    private static IEnumerable<RateFault> ObjectFaults(PlacedJson node, JsonTypeInfo info, string kindName)
    {
        if (node.Kind != JsonTokenType.StartObject)
        {
            return [Fault(node, new("Rates_NotAnObject"))];
        }

        if (info.PolymorphismOptions is not { DerivedTypes: { Count: > 0 } kinds })
        {
            return MemberFaults(node, info, []);
        }

        var named = kinds.ToDictionary(k => (string)k.TypeDiscriminator!, k => k.DerivedType);
        var known = string.Join(", ", named.Keys);
        if (node[kindName] is not { } kind)
        {
            return [Fault(node, new("Rates_MissingName", kindName))];
        }

        return named.TryGetValue(kind.Text ?? "", out var type)
            ? MemberFaults(node, RateJson.Compact.GetTypeInfo(type), [kindName])
            : [Fault(kind, new("Rates_NotOneOf", kind.Text ?? "", known))];
    }

    private static IEnumerable<RateFault> MemberFaults(PlacedJson node, JsonTypeInfo info, HashSet<string> seen)
    {
        var skip = seen.ToHashSet();
        foreach (var (name, value) in node.Members)
        {
            var property = info.Properties.FirstOrDefault(p => p.Name == name);
            if (!seen.Add(name) && !skip.Contains(name))
            {
                yield return Fault(value, new("Rates_NameTwice", name));
            }
            else if (property is null && !skip.Contains(name))
            {
                yield return Fault(value, new("Rates_UnknownName", name, Known(info)));
            }
            else if (property is not null)
            {
                foreach (var fault in ValueFaults(value, property))
                {
                    yield return fault;
                }
            }
        }

        foreach (var property in info.Properties)
        {
            if (IsRequired(property) && !seen.Contains(property.Name))
            {
                yield return Fault(node, new("Rates_MissingName", property.Name));
            }
        }
    }

    private static IEnumerable<RateFault> ValueFaults(PlacedJson value, JsonPropertyInfo property) =>
        value.Kind != JsonTokenType.Null ? Faults(value, property.PropertyType)
        : property.IsSetNullable ? []
        : [Fault(value, new("Rates_MissingName", property.Name))];

    private static bool IsRequired(JsonPropertyInfo property) =>
        property.IsRequired || property.AssociatedParameter is { HasDefaultValue: false };

    private static string Known(JsonTypeInfo info) => string.Join(", ", info.Properties.Select(p => p.Name));

    private static Refusal? ScalarFault(PlacedJson node, Type type)
    {
        var text = node.Text ?? "";
        var isText = node.Kind == JsonTokenType.String;
        if (type == typeof(string))
        {
            return isText ? null : new("Rates_NotText");
        }

        if (type == typeof(bool))
        {
            return node.Kind is JsonTokenType.True or JsonTokenType.False ? null : new("Rates_NotYesNo", text);
        }

        if (type == typeof(DateOnly))
        {
            return isText && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, default, out _)
                ? null
                : new("Rates_NotADay", text);
        }

        if (type.IsEnum)
        {
            var words = Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName).ToList();
            return isText && words.Contains(text) ? null : new("Rates_NotOneOf", text, string.Join(", ", words));
        }

        var isNumber = (isText || node.Kind == JsonTokenType.Number)
            && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && (type == typeof(decimal) || (number == Math.Truncate(number) && Math.Abs(number) <= int.MaxValue));
        return isNumber ? null : new(type == typeof(decimal) ? "Rates_NotANumber" : "Rates_NotAWhole", text);
    }

    private static RateFault Fault(PlacedJson node, Refusal why) => new(node.Line, node.Path, why);
}
