using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Portal.Core.Common;

namespace Portal.Core.Accounts.Contacts;

/// <summary>
/// A telephone number: E.164, with an extension where there is one. Of North American numbers it refuses only what the
/// numbering plan cannot hold (an area code or exchange that begins with 0 or 1, an area code like 911): area codes are
/// added every year, so none is looked up in a list.
/// </summary>
/// <param name="E164">"+16502530000".</param>
/// <param name="Extension">Digits, or null.</param>
public sealed partial record PhoneNumber(string E164, string? Extension)
{
    private const string Keypad = "22233344455566677778889999";

    /// <summary>As typed: with or without spaces, dashes, brackets, country code, letters of a keypad.</summary>
    public static Outcome<PhoneNumber> Typed(string? typed)
    {
        var words = Plain(typed ?? "");
        var parts = ExtensionMark().Split(words, 2);
        var extension = parts.Length == 2 ? Digits(parts[1]) : null;
        if (extension is { Length: 0 or > 7 }) { return new Refusal("Phone_Extension"); }

        var number = parts[0].Trim();
        var digits = Digits(number);
        var isAbroad = number.StartsWith('+') || digits.StartsWith("011", StringComparison.Ordinal);
        if (!number.StartsWith('+') && isAbroad) { digits = digits[3..]; }

        return digits.Length == 0 || NotOfANumber().IsMatch(number)
            ? new Refusal("Phone_NotANumber")
            : isAbroad && !digits.StartsWith('1') ? Abroad(digits, extension) : American(digits, extension);
    }

    /// <summary>"(650) 253-0000", "+52 55 1234 5678"; what was kept otherwise, as it is.</summary>
    public static string Written(string? kept, string? extension)
    {
        if (kept is null) { return ""; }

        var number = kept.StartsWith("+1", StringComparison.Ordinal) && kept.Length == 12
            ? $"({kept[2..5]}) {kept[5..8]}-{kept[8..]}"
            : kept;
        return extension is null ? number : $"{number} x{extension}";
    }

    private static Outcome<PhoneNumber> American(string digits, string? extension)
    {
        var ten = digits.Length == 11 && digits[0] == '1' ? digits[1..] : digits;
        if (ten.Length == 7) { return new Refusal("Phone_AreaCode"); }

        if (ten.Length != 10) { return new Refusal("Phone_Length"); }

        return American().IsMatch(ten) ? new PhoneNumber($"+1{ten}", extension) : new Refusal("Phone_NotInPlan");
    }

    /// <summary>E.164 holds fifteen digits; the shortest numbers in use have seven with their country code.</summary>
    private static Outcome<PhoneNumber> Abroad(string digits, string? extension) =>
        digits.Length is < 7 or > 15 || digits[0] == '0'
            ? new Refusal("Phone_Length")
            : new PhoneNumber($"+{digits}", extension);

    /// <summary>
    /// Full-width and other digits as ours, invisible marks gone, "tel:" and what follows its number too.
    /// </summary>
    private static string Plain(string typed)
    {
        var plain = new StringBuilder();
        foreach (var letter in TypedLine.Normal(typed, NormalizationForm.FormKC).Take(100))
        {
            if (char.IsDigit(letter))
            {
                plain.Append((int)CharUnicodeInfo.GetNumericValue(letter));
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.Format)
            {
                plain.Append(letter);
            }
        }

        var words = plain.ToString().Trim();
        return DoublePlus().Replace(
            words.StartsWith("tel:", StringComparison.OrdinalIgnoreCase) ? words[4..] : words, "+");
    }

    private static string Digits(string words) => string.Concat(words.Select(letter => letter switch
    {
        >= '0' and <= '9' => $"{letter}",
        >= 'A' and <= 'Z' => $"{Keypad[letter - 'A']}",
        >= 'a' and <= 'z' => $"{Keypad[letter - 'a']}",
        _ => "",
    }));

    /// <summary>Area code and exchange; an area code ending in 11 is a service such as 911.</summary>
    [GeneratedRegex(@"^(?![2-9]11)[2-9][0-9]{2}[2-9][0-9]{6}$")]
    private static partial Regex American();

    [GeneratedRegex(@"\s*(?:;?\s*\bext(?:ension)?[.=:]?|#|(?<=[0-9\s)])x\.?|;ext=)\s*(?=[0-9])", RegexOptions.IgnoreCase)]
    private static partial Regex ExtensionMark();

    /// <summary>Anything but digits, the letters of a keypad and what people put between them.</summary>
    [GeneratedRegex(@"[^0-9A-Za-z+().\-‐-―/~\s]|^[A-Za-z\s]+$")]
    private static partial Regex NotOfANumber();

    [GeneratedRegex(@"^\++")]
    private static partial Regex DoublePlus();
}
