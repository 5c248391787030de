using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Portal.Core.Payments.Gateway;

/// <summary>Reads an event's envelope; what it tells about is always asked for again.</summary>
internal static partial class StripeEventReader
{
    /// <summary>The end of the year 9999.</summary>
    private const long LastMoment = 253_402_300_799;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The event in a body, or why it cannot be read.</summary>
    public static (GatewayEvent? Event, string? Why) Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            var raw = Strict.GetString(body.Span);
            using var document = JsonDocument.Parse(raw);
            return Envelope(document.RootElement, raw) is { } read
                ? (read, null)
                : (null, "It is JSON, but not an event.");
        }
        catch (DecoderFallbackException)
        {
            return (null, "It is not UTF-8.");
        }
        catch (JsonException fault)
        {
            return (null, "It is not JSON: " + fault.Message);
        }
    }

    /// <summary>The event in an element, or null when it is none.</summary>
    public static GatewayEvent? Envelope(JsonElement item, string raw)
    {
        if (item.Text("object") != "event" || item.Text("id") is not { } id || !EventId().IsMatch(id)
            || item.Text("type") is not { } type || !EventType().IsMatch(type)
            || item.Number("created") is not { } created || created is < 0 or > LastMoment)
        {
            return null;
        }

        var about = item.Child("data")?.Child("object")?.Text("id") ?? "";
        return new GatewayEvent(
            id, type, ObjectId().IsMatch(about) ? about : "", DateTimeOffset.FromUnixTimeSeconds(created),
            WithoutNul(item.Text("api_version")), item.Flag("livemode"), raw);
    }

    /// <summary>No text column of a database can hold NUL.</summary>
    private static string? WithoutNul(string? text) => text?.Replace('\0', '\uFFFD');

    [GeneratedRegex(@"\Aevt_[A-Za-z0-9_]{1,200}\z")]
    private static partial Regex EventId();

    [GeneratedRegex(@"\A[a-z0-9_.]{1,100}\z")]
    private static partial Regex EventType();

    [GeneratedRegex(@"\A[A-Za-z0-9_]{1,255}\z")]
    private static partial Regex ObjectId();
}

/// <summary>Reading of JSON that may lack anything.</summary>
internal static class StripeJson
{
    public static JsonElement? Child(this JsonElement item, string key) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(key, out var child) ? child : null;

    /// <summary>A text, or null when it is missing, something else, or half a letter (a lone surrogate).</summary>
    public static string? Text(this JsonElement item, string key)
    {
        try
        {
            return item.Child(key) is { ValueKind: JsonValueKind.String } child ? child.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public static long? Number(this JsonElement item, string key) =>
        item.Child(key) is { ValueKind: JsonValueKind.Number } child && child.TryGetInt64(out var number)
            ? number
            : null;

    public static bool Flag(this JsonElement item, string key) =>
        item.Child(key) is { ValueKind: JsonValueKind.True };

    /// <summary>The object under a key, when it was expanded.</summary>
    public static JsonElement? Expanded(this JsonElement item, string key) =>
        item.Child(key) is { ValueKind: JsonValueKind.Object } child ? child : null;

    /// <summary>A whole number of seconds as the API writes moments.</summary>
    public static string Seconds(DateTimeOffset moment) =>
        moment.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
