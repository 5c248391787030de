using System.Globalization;
using System.Text;
using Portal.Core.Accounts.Contacts;

namespace Portal.Core.Documents;

/// <summary>
/// Which font each part of a text is taken from, and in which order it is drawn: glyphs come out as they are put in, so
/// text that is read from right to left is put into drawing order here, and Arabic letters into their joined forms.
/// Letters of South and Southeast Asian scripts are not reordered around each other: they are readable, not beautiful.
/// </summary>
internal static class Script
{
    /// <summary>First and last character, and the font; what is in no row is Public Sans.</summary>
    private static readonly (int First, int Last, string Font)[] Fonts =
    [
        (0x0300, 0x052F, "NotoSans-Regular"),
        (0x0530, 0x058F, "NotoSansArmenian-Regular"),
        (0x0590, 0x05FF, "NotoSansHebrew-Regular"),
        (0x0600, 0x077F, "NotoSansArabic-Regular"),
        (0x0900, 0x097F, "NotoSansDevanagari-Regular"),
        (0x0980, 0x09FF, "NotoSansBengali-Regular"),
        (0x10A0, 0x10FF, "NotoSansGeorgian-Regular"),
        (0x1100, 0x11FF, "NotoSansKR-Common"),
        (0x1780, 0x17FF, "NotoSansKhmer-Regular"),
        (0x1AB0, 0x1AFF, "NotoSans-Regular"),
        (0x1C90, 0x1CBF, "NotoSansGeorgian-Regular"),
        (0x1E00, 0x1FFF, "NotoSans-Regular"),
        (0x2D00, 0x2D2F, "NotoSansGeorgian-Regular"),
        (0x2E80, 0x312F, "NotoSansSC-Common"),
        (0x3400, 0x9FFF, "NotoSansSC-Common"),
        (0xAC00, 0xD7AF, "NotoSansKR-Common"),
        (0xF900, 0xFAFF, "NotoSansSC-Common"),
        (0xFB1D, 0xFB4F, "NotoSansHebrew-Regular"),
        (0xFB50, 0xFDFF, "NotoSansArabic-Regular"),
        (0xFE70, 0xFEFF, "NotoSansArabic-Regular"),
        (0xFF00, 0xFFEF, "NotoSansSC-Common"),
    ];

    /// <summary>The text in pieces of one font each, in the order in which they are drawn from left to right.</summary>
    public static IReadOnlyList<(string Font, string Words)> Runs(string words)
    {
        if (words.All(c => c < 0x0300))
        {
            return [(PrintedFonts.Text, words)];
        }

        var runs = new List<(string Font, StringBuilder Words)>();
        foreach (var rune in InDrawingOrder(TypedLine.Normal(words)).EnumerateRunes())
        {
            var font = FontOf(rune, runs.Count > 0 ? runs[^1].Font : PrintedFonts.Text);
            if (runs.Count == 0 || runs[^1].Font != font)
            {
                runs.Add((font, new StringBuilder()));
            }

            runs[^1].Words.Append(rune);
        }

        return [.. runs.Select(r => (r.Font, r.Words.ToString()))];
    }

    private static string FontOf(Rune rune, string current)
    {
        if (rune.Value == ' ')
        {
            return current;
        }

        foreach (var (first, last, font) in Fonts)
        {
            if (rune.Value >= first && rune.Value <= last)
            {
                return font;
            }
        }

        return PrintedFonts.Text;
    }

    /// <summary>Turns round each stretch of right-to-left letters, with the spaces between them.</summary>
    private static string InDrawingOrder(string words)
    {
        if (!words.Any(IsRightToLeft))
        {
            return words;
        }

        var joined = ArabicLetters.Join(words);
        var ordered = new StringBuilder();
        for (var at = 0; at < joined.Length;)
        {
            var end = at;
            while (end < joined.Length && (IsRightToLeft(joined[end]) || IsBetween(joined, end)))
            {
                end++;
            }

            if (end == at)
            {
                ordered.Append(joined[at++]);
                continue;
            }

            var letters = StringInfo.GetTextElementEnumerator(joined[at..end]);
            var turned = new List<string>();
            while (letters.MoveNext())
            {
                turned.Insert(0, letters.GetTextElement());
            }

            ordered.AppendJoin("", turned);
            at = end;
        }

        return ordered.ToString();
    }

    private static bool IsBetween(string words, int at) =>
        !char.IsLetterOrDigit(words[at]) && at > 0 && at + 1 < words.Length
        && IsRightToLeft(words[at - 1]) && IsRightToLeft(words[at + 1]);

    private static bool IsRightToLeft(char c) =>
        c is (>= '\u0590' and <= '\u077F') or (>= '\uFB1D' and <= '\uFDFF') or (>= '\uFE70' and <= '\uFEFC');
}
