using System.Text.RegularExpressions;

namespace Portal.Core.Mail.Bounces;

/// <summary>
/// What a report in plain words says of whom, for servers that write no delivery-status fields: addresses where such
/// reports put them, and the codes that stand beside them. At most 64,000 letters are looked at.
/// </summary>
internal static partial class BounceText
{
    private const int Longest = 64_000;
    private const int LongestLine = 1_000;
    private const int LongestDiagnostic = 500;
    private const int MostRecipients = 100;

    /// <summary>Where such reports put an address: alone on its line, before a colon, or behind a known word.</summary>
    private static readonly Regex Place = new(
        @"^\s*(?:[*•-]\s*)?(?:"
        + @"<?[^\s<>@:]{1,64}@[^\s<>@:,]{1,253}>?\s*[:.…]*\s*(?:$|[[(]|on [0-9]|:\s|\.\.\.)"
        + @"|<[^\s<>@]{1,64}@[^\s<>@]{1,253}>\s*[:.…(]"
        + @"|[245][0-9][0-9][ -]?<[^\s<>@]{1,64}@[^\s<>@]{1,253}>"
        + @"|(?:final |original |failed )?recipients?(?: address)?\s*:\s*<?[^\s<>@]{1,64}@[^\s<>@]{1,253}"
        + @"|>>>\s*RCPT TO:\s*<[^\s<>@]{1,64}@[^\s<>@]{1,253}>)",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking);

    private static readonly Regex Returned = new(
        @"^[ \t]*(?:"
        + @"[-=*_# ]{2,}.{0,40}(?:copy of (?:the|your) message|original message|unsent message|below this line|"
        + @"message (?:header|follows|text)|returned (?:mail|message)|forwarded message|header follows|"
        + @"undelivered).{0,80}"
        + @"|(?:Included is a copy|Original message follows|The original message|A copy of your message|"
        + @"Your message(?:'s)? (?:headers?|reads)|Here is a copy|Message headers? follows?).{0,80}"
        + @"|Return-Path:.{0,200}|Received: .{0,200})\r?$",
        RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.NonBacktracking);

    /// <summary>The report, without the mail that it returns.</summary>
    public static string Above(string text)
    {
        var whole = (text.Length > Longest ? text[..Longest] : text).ReplaceLineEndings("\n");
        var cut = string.Join('\n', whole.Split('\n')
            .Select(l => l.Length > LongestLine ? l[..LongestLine] : l));
        return Returned.Match(cut) is { Success: true, Index: > 0 } m ? cut[..m.Index] : cut;
    }

    /// <param name="report">Its words, without the mail that it returns.</param>
    /// <param name="named">Addresses that a header names as failed.</param>
    /// <param name="written">Whom the returned mail was written to.</param>
    public static IReadOnlyList<BouncedRecipient> Recipients(
        string report, IReadOnlyList<string> named, IReadOnlyList<string> written)
    {
        var lines = report.ReplaceLineEndings("\n").Split('\n')
            .Select(l => l.Length > LongestLine ? l[..LongestLine] : l).ToArray();
        var placed = Placed(lines);
        var all = named.Concat(placed.Select(p => p.Address)).Distinct(StringComparer.OrdinalIgnoreCase)
            .Take(MostRecipients).ToList();
        if (all.Count == 0) { all = [.. BesideCode(lines).Take(1)]; }

        if (all.Count == 0) { all = [.. written.Take(1)]; }

        return [.. all.Select(a => Of(a, lines, placed))];
    }

    /// <summary>One line, not too long, of whole letters only: half of one is nothing that can be kept.</summary>
    public static string Line(string words)
    {
        var line = MailRecipient.OneLine(words.Length > LongestLine ? words[..LongestLine] : words);
        var cut = line.Length > LongestDiagnostic ? line[..LongestDiagnostic] : line;
        cut = cut.Length > 0 && char.IsHighSurrogate(cut[^1]) ? cut[..^1] : cut;
        return string.Concat(cut.EnumerateRunes().Select(r => r.ToString()));
    }

    /// <summary>The first address in some words; null when there is none, or none that mail could go to.</summary>
    public static string? AddressIn(string words) =>
        Mail().Match(words.Length > LongestLine ? words[..LongestLine] : words) is { Success: true } m
        && m.Value.Length <= 254
            ? m.Value.Trim('\'', '.')
            : null;

    /// <summary>Whether it speaks of a delay, and not of the end.</summary>
    public static bool IsDelay(string subject, string report) =>
        Delay().IsMatch(subject) || (Delay().IsMatch(report) && !GivenUp().IsMatch(report));

    /// <summary>Whether it speaks of a failure at all.</summary>
    public static bool IsFailure(string subject, string report) =>
        Failure().IsMatch(subject) || GivenUp().IsMatch(report) || Reply().IsMatch(report);

    private static List<(string Address, int Line)> Placed(string[] lines)
    {
        var found = new List<(string, int)>();
        for (var i = 0; i < lines.Length && found.Count < MostRecipients; i++)
        {
            if (Place.Match(lines[i]) is { Success: true } m && AddressIn(m.Value) is { } address)
            {
                found.Add((address, i));
            }
        }

        return found;
    }

    private static IEnumerable<string> BesideCode(string[] lines) =>
        lines.Where(l => Reply().IsMatch(l)).Concat(lines).Select(AddressIn).OfType<string>()
            .Where(a => !Daemon().IsMatch(a));

    private static BouncedRecipient Of(string address, string[] lines, List<(string Address, int Line)> placed)
    {
        var at = placed.FindIndex(p => p.Address.Equals(address, StringComparison.OrdinalIgnoreCase));
        var from = at < 0 ? 0 : placed[at].Line;
        var to = at < 0 ? lines.Length : placed.Skip(at + 1)
            .Where(p => !p.Address.Equals(address, StringComparison.OrdinalIgnoreCase))
            .Select(p => p.Line).FirstOrDefault(lines.Length);
        // Addresses are taken out: "no-such-user@spam.example" says nothing of a reason.
        var near = Mail().Replace(string.Join(' ', lines[from..to]), "");
        var words = near.Trim() == "" || !Reply().IsMatch(near) ? Mail().Replace(string.Join(' ', lines), "") : near;
        var code = BounceClasses.Code(words);
        var reply = Reply().Match(words);
        var status = code ?? (reply.Success ? $"{reply.Groups[1].Value[0]}.0.0" : null);
        return new(
            address, null, null, status, BounceClasses.Of(status, words), Line(string.Join(' ', lines[from..to])));
    }

    [GeneratedRegex(@"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,250}[A-Za-z0-9]")]
    private static partial Regex Mail();

    [GeneratedRegex(
        @"(?<![.\w:/-])([245][0-5][0-9])(?=[ -]|$)(?! (?:bytes|attempts|hours?|days?|times|seconds|minutes))")]
    private static partial Regex Reply();

    [GeneratedRegex(@"delay|warning message only|will be retried|still being (re)?tried|not yet been delivered|"
        + @"will (continue|keep) (to )?try", RegexOptions.IgnoreCase)]
    private static partial Regex Delay();

    [GeneratedRegex(@"permanent(ly)? |given up|could not be delivered|cannot be delivered|has failed|were unable|"
        + @"was(n't| not) able|did not reach|rejected|delivery failed|aborted|undeliverable|had delivery errors|"
        + @"could not be sent|unknown user|user unknown|may not exist", RegexOptions.IgnoreCase)]
    private static partial Regex GivenUp();

    [GeneratedRegex(@"undeliver|fail|return(ed|ing)|delivery (status|notification|problem|error)|mail (system )?error|"
        + @"could not be delivered|non ?remis|unzustellbar|no se (pudo|puede) entregar|delay", RegexOptions.IgnoreCase)]
    private static partial Regex Failure();

    [GeneratedRegex(@"^(mailer-daemon|postmaster|mail-daemon|abuse)@", RegexOptions.IgnoreCase)]
    private static partial Regex Daemon();
}
