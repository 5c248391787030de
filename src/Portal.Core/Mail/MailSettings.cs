using System.ComponentModel.DataAnnotations;

namespace Portal.Core.Mail;

/// <summary>The mail server and who we are to it: section "Mail" of the configuration.</summary>
public sealed class MailSettings
{
    [Required]
    public string Host { get; set; } = "";

    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    /// <summary>Empty where the server takes our mail without a password.</summary>
    public string UserName { get; set; } = "";

    public string Password { get; set; } = "";

    /// <summary>Whether to insist on STARTTLS; when not said, on every server but one on this machine.</summary>
    public bool? StartTls { get; set; }

    [Required]
    [EmailAddress]
    public string FromAddress { get; set; } = "";

    /// <summary>Where the server returns what it cannot deliver; the sender's address when not said.</summary>
    public string? BounceAddress { get; set; }

    /// <summary>For one mail: a server may think for ten minutes after the dot (RFC 5321 §4.5.3.2.6).</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Mails a minute to one domain, by its name; 0 is as fast as they go.</summary>
    public Dictionary<string, int> PerMinute { get; set; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["gmail.com"] = 600, ["yahoo.com"] = 600, ["outlook.com"] = 600, ["hotmail.com"] = 600, ["icloud.com"] = 600,
        ["aol.com"] = 600, ["comcast.net"] = 300,
    };

    /// <summary>Mails a minute to a domain that is not named; 0 is as fast as they go.</summary>
    public int PerMinuteElsewhere { get; set; }

    internal int PaceOf(string domain) => PerMinute.TryGetValue(domain, out var pace) ? pace : PerMinuteElsewhere;

    internal bool MustEncrypt => StartTls ?? Host is not ("localhost" or "127.0.0.1" or "::1");

    /// <summary>What follows the @ in message ids.</summary>
    internal string Domain => FromAddress[(FromAddress.LastIndexOf('@') + 1)..];
}
