using System.Text.RegularExpressions;

namespace Portal.Core.Mail.Bounces;

/// <summary>
/// Groups of "Name: value" lines, as reports hold them (RFC 3464 §2.1, RFC 5965 §3): an empty line ends a group, a line
/// that begins with a blank goes on with the one above. Reads on over whatever else stands there.
/// </summary>
internal static partial class StatusFields
{
    private const int MostGroups = 200;
    private const int MostLines = 20_000;
    private const int LongestValue = 2_000;

    public static IReadOnlyList<Dictionary<string, string>> Groups(string text)
    {
        var groups = new List<Dictionary<string, string>> { New() };
        string? name = null;
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n', MostLines))
        {
            if (groups.Count > MostGroups) { break; }

            if (string.IsNullOrWhiteSpace(line))
            {
                name = null;
                if (groups[^1].Count > 0) { groups.Add(New()); }
            }
            else if (line[0] is ' ' or '\t')
            {
                if (name is not null) { groups[^1][name] = Cut($"{groups[^1][name]} {line.Trim()}"); }
            }
            else if (Field().Match(line) is { Success: true } field)
            {
                name = field.Groups[1].Value;
                // Some leave out the empty line between two recipients.
                if (groups[^1].ContainsKey(name) && IsRecipient(name)) { groups.Add(New()); }

                groups[^1].TryAdd(name, Cut(field.Groups[2].Value.Trim()));
            }
            else
            {
                name = null;
            }
        }

        return groups;
    }

    /// <summary>Those of recipients; empty when the text holds none.</summary>
    public static IReadOnlyList<BouncedRecipient> Recipients(string text)
    {
        var told = new List<BouncedRecipient>();
        foreach (var group in Groups(text))
        {
            var (final, original) = (Address(group, "Final-Recipient"), Address(group, "Original-Recipient"));
            if ((final ?? original) is not { } address || !(group.ContainsKey("Action") || group.ContainsKey("Status")))
            {
                continue;
            }

            told.Add(Of(address, original, group));
        }

        return told;
    }

    private static BouncedRecipient Of(string address, string? original, Dictionary<string, string> group)
    {
        var said = BounceText.Line(group.GetValueOrDefault("Diagnostic-Code") ?? "");
        var told = BounceClasses.Code(group.GetValueOrDefault("Status") ?? "");
        var action = Word().Match(group.GetValueOrDefault("Action") ?? "") is { Success: true } word
            ? word.Value.ToLowerInvariant()
            : null;
        var arrived = action is "delivered" or "relayed" or "expanded" or "delayed";
        var status = told ?? BounceClasses.Code(said) ?? (action == "expired" ? "5.4.7" : null);
        return new(
            address, original, action, status,
            arrived ? BounceClass.None : BounceClasses.Of(status, said), said == "" ? null : said);
    }

    /// <summary>"rfc822; rosa@example.com", with or without the type, angle brackets and remarks.</summary>
    private static string? Address(Dictionary<string, string> group, string name)
    {
        if (!group.TryGetValue(name, out var value)) { return null; }

        var mail = BounceText.AddressIn(value[(value.IndexOf(';', StringComparison.Ordinal) + 1)..]);
        return mail ?? BounceText.AddressIn(value);
    }

    private static bool IsRecipient(string name) =>
        name.Equals("Final-Recipient", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Action", StringComparison.OrdinalIgnoreCase);

    private static Dictionary<string, string> New() => new(StringComparer.OrdinalIgnoreCase);

    private static string Cut(string value) => value.Length > LongestValue ? value[..LongestValue] : value;

    [GeneratedRegex(@"^([A-Za-z][A-Za-z0-9-]{1,60})[ \t]*:(.*)$")]
    private static partial Regex Field();

    [GeneratedRegex("[A-Za-z]+")]
    private static partial Regex Word();
}
