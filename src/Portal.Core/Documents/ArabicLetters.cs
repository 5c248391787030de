using System.Text;

namespace Portal.Core.Documents;

/// <summary>Joins Arabic letters: each has up to four forms (Unicode block Arabic Presentation Forms-B).</summary>
internal static class ArabicLetters
{
    /// <summary>Letters in the order of their forms from U+FE80 on, with how many forms each has.</summary>
    private const string Letters =
        "ء1آ2أ2ؤ2إ2ئ4ا2ب4ة2ت4ث4ج4ح4خ4د2ذ2ر2ز2س4ش4ص4ض4ط4ظ4ع4غ4ف4ق4ك4ل4م4ن4ه4و2ى2ي4";

    private static readonly Dictionary<char, (char Isolated, int Forms)> Forms = Read();

    /// <summary>The same words with every letter in the form its neighbours ask for.</summary>
    public static string Join(string words)
    {
        var joined = new StringBuilder(words.Length);
        for (var at = 0; at < words.Length; at++)
        {
            if (!Forms.TryGetValue(words[at], out var letter))
            {
                joined.Append(words[at]);
                continue;
            }

            var before = Neighbour(words, at, -1) is { Forms: 4 } && letter.Forms > 1;
            var after = letter.Forms == 4 && Neighbour(words, at, 1) is { Forms: > 1 };
            joined.Append((char)(letter.Isolated + (before, after) switch
            {
                (false, false) => 0,
                (true, false) => 1,
                (false, true) => 2,
                (true, true) => 3,
            }));
        }

        return joined.ToString();
    }

    /// <summary>The next letter on one side; vowel signs between do not part letters.</summary>
    private static (char Isolated, int Forms)? Neighbour(string words, int at, int step)
    {
        at += step;
        while (at >= 0 && at < words.Length && words[at] is >= '\u064B' and <= '\u065F')
        {
            at += step;
        }

        return at >= 0 && at < words.Length && Forms.TryGetValue(words[at], out var letter) ? letter : null;
    }

    private static Dictionary<char, (char, int)> Read()
    {
        var forms = new Dictionary<char, (char, int)>();
        var next = '\uFE80';
        for (var at = 0; at < Letters.Length; at += 2)
        {
            var count = Letters[at + 1] - '0';
            forms[Letters[at]] = (next, count);
            next = (char)(next + count);
        }

        return forms;
    }
}
