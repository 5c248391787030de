using System.Net.Mail;
using Portal.Core.Common;

namespace Portal.Core.Mail;

/// <summary>
/// Who gets a letter. Neither field can end a header line: control characters in a name become a space, an address
/// with any is not accepted.
/// </summary>
public sealed record MailRecipient
{
    /// <summary>RFC 5321 §4.5.3.1.3.</summary>
    private const int LongestAddress = 254;

    /// <exception cref="ArgumentException">
    /// <see cref="WhyNot"/> would have refused the address: forms ask it before they store one.
    /// </exception>
    public MailRecipient(string name, string address, string language)
    {
        if (WhyNot(address) is not null)
        {
            throw new ArgumentException("Not an address that mail can be sent to.", nameof(address));
        }

        Name = OneLine(name);
        Address = address;
        Language = language;
    }

    public string Name { get; }

    public string Address { get; }

    /// <summary>"en" or "es".</summary>
    public string Language { get; }

    /// <summary>Why an address that somebody typed cannot be used; null when it can.</summary>
    public static Refusal? WhyNot(string? address) =>
        address is { Length: > 0 and <= LongestAddress }
        && !address.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '<' or '>' or '"' or ',' or ';')
        && MailAddress.TryCreate(address, out var parsed)
        && parsed.Address == address
            ? null
            : new Refusal("Mail_AddressNotUsable");

    /// <summary>Words as they may stand in a header: control characters and line ends become one space.</summary>
    internal static string OneLine(string words) => string.Join(
        ' ',
        string.Concat(words.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
