using System.Text.RegularExpressions;

namespace Portal.Core.Mail.Bounces;

/// <summary>How mail that comes back is taken: section "Bounces" of the configuration.</summary>
public sealed class BounceSettings
{
    /// <summary>
    /// "bounce@mail.city.gov": each mail's envelope sender is made of it, with the mail's token behind the name. When
    /// empty, all mails have one envelope sender, and what comes back is known by its Message-ID.
    /// </summary>
    public string Address { get; set; } = "";

    /// <summary>The Maildir into which the city's mail server delivers what comes back. Not read when empty.</summary>
    public string Folder { get; set; } = "";

    /// <summary>
    /// What a mail server must know to post reports to /webhooks/bounces; nothing is taken there when empty.
    /// </summary>
    public string Secret { get; set; } = "";

    /// <summary>Whether reports may be posted from outside this machine and its private networks.</summary>
    public bool FromAnywhere { get; set; }

    internal bool HasTokens => Address.IndexOf('@', StringComparison.Ordinal) > 0;

    /// <summary>Envelope sender of one mail; null when they have none of their own.</summary>
    internal string? With(string token) => Address.IndexOf('@', StringComparison.Ordinal) is > 0 and var at
        ? $"{Address[..at]}+{token}{Address[at..]}"
        : null;

    /// <summary>Tokens in addresses, in order.</summary>
    internal IReadOnlyList<string> TokensIn(IEnumerable<string> addresses)
    {
        if (With("\n") is not { } pattern) { return []; }

        var wanted = new Regex(
            Regex.Escape(pattern).Replace("\\n", "([0-9a-z]{1,64})", StringComparison.Ordinal),
            RegexOptions.IgnoreCase | RegexOptions.NonBacktracking);
        return
        [
            .. addresses.SelectMany(a => wanted.Matches(a)).Select(m => m.Groups[1].Value.ToLowerInvariant())
                .Distinct(),
        ];
    }
}
