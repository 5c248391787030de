using System.Text.RegularExpressions;

namespace Portal.Core.Mail.Bounces;

/// <summary>
/// Whether a failure says something about the address: by the enhanced code (RFC 3463 and its registry), and by the
/// words only where the code says nothing ("5.0.0").
/// </summary>
public static partial class BounceClasses
{
    /// <summary>No such mailbox, host or address; the mailbox is switched off.</summary>
    private static readonly string[] Hard =
        ["5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.6", "5.1.10", "5.2.1", "5.4.4", "5.4.310", "5.1.351"];

    /// <summary>They are about the sender's address, not about the recipient's.</summary>
    private static readonly string[] OfSender = ["5.1.7", "5.1.8"];

    /// <param name="status">Enhanced code; null when not known.</param>
    /// <param name="words">What the other server said.</param>
    public static BounceClass Of(string? status, string words)
    {
        ArgumentNullException.ThrowIfNull(words);
        // A server that reports for another often has one code for every refusal; what the other one said is nearer.
        var said = Code(words);
        if (said is ['5', '.', '7', '.', ..] && status is ['5', '.', '0' or '1', ..]) { return BounceClass.Policy; }

        return status is null || status.EndsWith(".0.0", StringComparison.Ordinal)
            ? said is null || said.EndsWith(".0.0", StringComparison.Ordinal)
                ? ByWords(status ?? said, words)
                : ByCode(said, words)
            : ByCode(status, words);
    }

    /// <summary>The first enhanced code in a text, which no part of a network address is.</summary>
    public static string? Code(string words) => Enhanced().Match(words) is { Success: true } m ? m.Value : null;

    private static BounceClass ByCode(string status, string words) => status switch
    {
        ['2', ..] => BounceClass.None,
        ['4', ..] => BounceClass.Soft,
        _ when Hard.Contains(status) => BounceClass.Hard,
        _ when OfSender.Contains(status) => BounceClass.Policy,
        ['5', '.', '7', '.', ..] => BounceClass.Policy,
        // The subject of the code: addresses. The others are of mailbox, system, network, protocol and content.
        ['5', '.', '1', '.', ..] or "5.4.1" or "5.2.0" => ByWords(status, words),
        _ => BounceClass.Soft,
    };

    /// <summary>Hard only where the words leave no doubt: a stop costs its reader the mail.</summary>
    private static BounceClass ByWords(string? status, string words) =>
        status is ['2', ..] ? BounceClass.None
        : status is ['4', ..] || Full().IsMatch(words) ? BounceClass.Soft
        : Sender().IsMatch(words) ? BounceClass.Policy
        : Unknown().IsMatch(words) ? BounceClass.Hard
        : Policy().IsMatch(words) ? BounceClass.Policy
        : BounceClass.Soft;

    [GeneratedRegex(@"(?<![.\w-])[245]\.[0-9]{1,3}\.[0-9]{1,3}(?![\w-]|\.[0-9])")]
    private static partial Regex Enhanced();

    [GeneratedRegex(
        @"(mailbox|account|inbox|storage|disk|user).{0,30}\b(is )?(full|over ?quota|exceeded)|over ?quota|"
        + @"quota (is )?exceeded|exceed\w{0,20} .{0,20}quota|full mailbox|insufficient (disk|storage|space)|"
        + @"\btimed? ?out\b|expired|"
        + @"too long|too large|size limit",
        RegexOptions.IgnoreCase)]
    private static partial Regex Full();

    [GeneratedRegex(
        @"MAIL FROM|sender (address )?(rejected|denied|verify|domain)|my name was rejected|HELO|invalid domain name",
        RegexOptions.IgnoreCase)]
    private static partial Regex Sender();

    [GeneratedRegex(
        @"(user|recipient|mailbox|account|host|address|domain|person)s? (is |was |name |address )?(unknown|not found|"
        + @"disabled|inactive|suspended|invalid|unavailable)|unknown (user|recipient|address|mailbox|host|local)|"
        + @"no such (user|recipient|mailbox|address|account|person|domain|local|host)|does(n't| not) (exist|have an?)|"
        + @"invalid (recipient|mailbox|address|user)|not a (valid|known) (user|mailbox|recipient)|no mailbox|"
        + @"no (mx|mail exchanger)|could(n't| not) be found|(host|domain) \S{1,253} not found|"
        + @"name service error|not our customer|"
        + @"recipient address rejected: access denied|(has been|is) (disabled|discontinued|suspended|inactive)",
        RegexOptions.IgnoreCase)]
    private static partial Regex Unknown();

    [GeneratedRegex(
        @"spam|block(ed|list)|blacklist|policy|denied|reputation|dmarc|\bspf\b|dkim|authenticat|authoriz|relay|"
        + @"reverse|\bptr\b|\brate\b|too many|frequency|limited|prohibited|content|virus|suspicious|unsolicited",
        RegexOptions.IgnoreCase)]
    private static partial Regex Policy();
}
