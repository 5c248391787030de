using System.Globalization;
using System.Text;

namespace Portal.Core.Accounts.Contacts;

/// <summary>
/// One line of free text as somebody typed it: a name, a street. Every letter of every script is kept; only what cannot
/// stand on a line is taken out, so that no field can end a header line, break a table of a letter or turn the words
/// beside it around.
/// </summary>
public static class TypedLine
{
    /// <summary>Longest name, as the table of customers has it.</summary>
    public const int LongestName = 300;

    /// <summary>Longest line of an address.</summary>
    public const int LongestAddressLine = 300;

    /// <summary>
    /// One spelling of each letter (NFC), control characters as spaces, runs of spaces as one, none at the ends;
    /// marks that reorder text are dropped, joiners that scripts and emoji need are kept.
    /// </summary>
    public static string Of(string? typed)
    {
        var line = new StringBuilder();
        foreach (var rune in Normal(typed).EnumerateRunes())
        {
            if (Reorders(rune.Value)) { continue; }

            var isSpace = Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            if (!isSpace) { line.Append(rune); }
            else if (line.Length > 0 && line[^1] != ' ') { line.Append(' '); }
        }

        return line.ToString().TrimEnd().Normalize(NormalizationForm.FormC);
    }

    /// <summary>The same; null when nothing is left.</summary>
    public static string? OrNull(string? typed) => Of(typed) is { Length: > 0 } line ? line : null;

    /// <summary>True when somebody could read something in it.</summary>
    internal static bool SaysSomething(string line) => line.EnumerateRunes().Any(r =>
        Rune.GetUnicodeCategory(r) is not (UnicodeCategory.Format or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.OtherNotAssigned));

    /// <summary>
    /// As typed, in one spelling. Half of a pair of code units becomes the sign for what cannot be read, and code
    /// points that are no character are dropped: neither can be normalized.
    /// </summary>
    internal static string Normal(string? typed, NormalizationForm form = NormalizationForm.FormC) => string.Concat(
        (typed ?? "").EnumerateRunes().Where(r => (r.Value & 0xFFFE) != 0xFFFE && r.Value is < 0xFDD0 or > 0xFDEF))
        .Normalize(form);

    /// <summary>Embeddings, overrides and isolates of the bidirectional algorithm.</summary>
    private static bool Reorders(int value) => value is (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
