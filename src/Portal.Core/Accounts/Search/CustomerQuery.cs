using System.Globalization;

namespace Portal.Core.Accounts.Search;

/// <summary>What was typed, read as the kinds of thing it may be.</summary>
internal sealed class CustomerQuery
{
    public CustomerQuery(string? words)
    {
        var text = (words ?? "").Trim();
        Text = text.Length > FindCustomers.LongestQuery ? text[..FindCustomers.LongestQuery] : text;
        Text = Text.Replace("\0", "", StringComparison.Ordinal);
        Digits = string.Concat(Text.Where(char.IsAsciiDigit));
        IsNumber = Digits.Length >= 3 && Text.All(c => char.IsAsciiDigit(c) || " -–().+/#".Contains(c));
        Joined = string.Concat(Text.Where(c => !char.IsWhiteSpace(c))).ToLower(CultureInfo.InvariantCulture);
    }

    public string Text { get; }

    public bool IsEmpty => !Text.Any(char.IsLetterOrDigit);

    /// <summary>
    /// One letter or digit of an alphabet fits half the city; one Chinese character is a family name.
    /// </summary>
    public bool IsTooShort => Joined.Length < 2 && Joined.All(c => c < '\u2e80');

    public string Digits { get; }

    /// <summary>May be an account number or a phone: digits and what people write between them.</summary>
    public bool IsNumber { get; }

    /// <summary>A phone without the country's 1 before it.</summary>
    public string PhoneDigits => Digits.Length == 11 && Digits[0] == '1' ? Digits[1..] : Digits;

    /// <summary>Without spaces, in small letters: an e-mail address or a meter number.</summary>
    public string Joined { get; }

    /// <summary>Its letters and digits alone, as a meter number is compared: WM-00417 is wm00417.</summary>
    public string Meter => MeterOf(Joined);

    public bool MayBeEmail => Joined.Length >= 4 && !IsNumber && !Text.Contains(' ', StringComparison.Ordinal);

    public bool IsEmail => Joined.Length >= 3 && Joined.Contains('@', StringComparison.Ordinal);

    /// <summary>
    /// The words to look for in names and addresses. An address of mail is most often its owner's name, so the part
    /// before the @ finds accounts whose e-mail was mistyped.
    /// </summary>
    public string InWords => IsEmail ? string.Concat(Text.Split('@')[0].Where(c => !char.IsAsciiDigit(c))) : Text;

    public bool MayBeMeter => Meter.Length is >= 3 and <= 40 && Digits.Length >= 2 && !IsEmail;

    public static string MeterOf(string number) =>
        string.Concat(number.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    /// <summary>Some word has three letters or more.</summary>
    public static bool HasLongWord(string text) =>
        text.Split([' ', '-', '.', ','], StringSplitOptions.RemoveEmptyEntries).Any(w => w.Length > 2);

    /// <summary>The text as a LIKE pattern that contains it, with its own wildcards made harmless.</summary>
    public static string Containing(string text) => $"%{Escaped(text)}%";

    public static string StartingWith(string text) => Escaped(text) + "%";

    private static string Escaped(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal)
        .Replace("_", "\\_", StringComparison.Ordinal);
}
