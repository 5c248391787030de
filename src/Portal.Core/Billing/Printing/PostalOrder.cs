using System.Globalization;
using System.Text.RegularExpressions;
using Portal.Core.Accounts.Contacts;

namespace Portal.Core.Billing.Printing;

/// <summary>
/// Where an address stands in the mail: by ZIP and ZIP+4, then street, number and unit, as the post's own sorting wants
/// it (USPS Domestic Mail Manual 602, Publication 28 for the words of a street). What goes abroad or lacks something is
/// sorted by account.
/// </summary>
public static partial class PostalOrder
{
    /// <summary>Before every letter and digit, so that a shorter part comes first.</summary>
    private const char Apart = '\t';

    private static readonly Dictionary<string, string> Short = new(StringComparer.Ordinal)
    {
        ["STREET"] = "ST", ["AVENUE"] = "AVE", ["ROAD"] = "RD", ["DRIVE"] = "DR", ["LANE"] = "LN", ["COURT"] = "CT",
        ["BOULEVARD"] = "BLVD", ["PLACE"] = "PL", ["CIRCLE"] = "CIR", ["TERRACE"] = "TER", ["HIGHWAY"] = "HWY",
        ["PARKWAY"] = "PKWY", ["NORTH"] = "N", ["SOUTH"] = "S", ["EAST"] = "E", ["WEST"] = "W", ["NORTHEAST"] = "NE",
        ["NORTHWEST"] = "NW", ["SOUTHEAST"] = "SE", ["SOUTHWEST"] = "SW",
    };

    /// <summary>How it goes, and a text that sorts by its bytes among those that go the same way.</summary>
    public static (Post Post, string Key) Of(MailingAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (IsAbroad(address.Country))
        {
            return (Post.Abroad, $"{CountryLine(address.Country)}{Apart}{address.AccountNumber}");
        }

        var zip = Zip().Match(address.PostalCode);
        if (!zip.Success || string.IsNullOrWhiteSpace(address.Line1) || string.IsNullOrWhiteSpace(address.City)
            || !State().IsMatch(address.State))
        {
            return (Post.Incomplete, address.AccountNumber);
        }

        var (street, number, unit) = Parts(address.Line1, address.Line2 ?? "");
        return (Post.Domestic, string.Join(
            Apart, zip.Groups[1].Value, zip.Groups[2].Value, street, number, unit, address.AccountNumber));
    }

    /// <summary>True for a country that is not the United States.</summary>
    public static bool IsAbroad(string country)
    {
        ArgumentNullException.ThrowIfNull(country);
        return country.Trim().ToUpperInvariant() is not ("" or "US" or "USA");
    }

    /// <summary>A country's name as the last line of an address; a code nobody knows stays as it is.</summary>
    public static string CountryLine(string country)
    {
        ArgumentNullException.ThrowIfNull(country);
        var code = country.Trim().ToUpperInvariant();
        return Countries.NameOf(code, CultureInfo.InvariantCulture).ToUpperInvariant();
    }

    /// <summary>1420-B North Alder Street #7: N ALDER ST, 00001420 B, 00000007.</summary>
    private static (string Street, string Number, string Unit) Parts(string line1, string line2)
    {
        // A line "c/o" or a building's name may stand first.
        var (line, other) = !char.IsAsciiDigit(line1.TrimStart()[0]) && line2.Length > 0
            && char.IsAsciiDigit(line2.TrimStart()[0]) ? (line2, line1) : (line1, line2);
        var words = Plain().Replace(line.ToUpperInvariant(), " ").Trim();
        var apart = Unit().Match(words);
        var unit = apart.Success ? $"{apart.Groups[1].Value} {other}" : other;
        words = apart.Success ? words[..apart.Index] : words;
        var box = Box().Match(words);
        if (box.Success)
        {
            return (" PO BOX", Even(box.Groups[1].Value), Even(unit));
        }

        var numbered = Number().Match(words);
        var street = numbered.Success ? words[numbered.Length..] : words;
        return (
            string.Join(' ', street.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(word => Short.GetValueOrDefault(word, word))),
            numbered.Success ? Even(numbered.Groups[1].Value) : "", Even(unit));
    }

    /// <summary>Numbers of one length, so that 9 comes before 10.</summary>
    private static string Even(string words) => Digits().Replace(
        Plain().Replace(words.ToUpperInvariant(), " ").Trim(),
        digits => digits.Value.TrimStart('0').PadLeft(8, '0'));

    [GeneratedRegex(@"^\s*([0-9]{5})(?:-?([0-9]{4}))?\s*$")]
    private static partial Regex Zip();

    [GeneratedRegex(@"^\s*[A-Za-z]{2}\s*$")]
    private static partial Regex State();

    [GeneratedRegex(@"[^\p{L}\p{N}#/-]+")]
    private static partial Regex Plain();

    [GeneratedRegex(@" (?:#|APT|APARTMENT|UNIT|STE|SUITE|RM|ROOM|BLDG|BUILDING|TRLR|SPC|LOT)(?: |#|(?=[0-9]))(.*)$")]
    private static partial Regex Unit();

    [GeneratedRegex(@"^(?:P ?O ?)?BOX (.+)$")]
    private static partial Regex Box();

    [GeneratedRegex(@"^([0-9]+(?:[-/][0-9A-Z]+)?(?: [0-9]+/[0-9]+)?) ")]
    private static partial Regex Number();

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Digits();
}

/// <summary>Where a customer's letters go.</summary>
public sealed record MailingAddress(
    string AccountNumber, string Line1, string? Line2, string City, string State, string PostalCode, string Country);
