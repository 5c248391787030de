using System.Text.RegularExpressions;

namespace Portal.Core.Notices;

/// <summary>
/// How hard some words are to read. English: the Flesch–Kincaid grade (Kincaid and others 1975). Spanish: the reading
/// ease of Fernández Huerta (1959), 60 and above being what a school leaver of eighth grade reads with ease.
/// </summary>
public static partial class Readability
{
    /// <summary>Letters of the city are of this grade or below.</summary>
    public const double HighestGrade = 8;

    /// <summary>Spanish letters are of this ease or above.</summary>
    public const double LeastEase = 60;

    /// <summary>The school grade of English words; 0 for none.</summary>
    public static double Grade(string words)
    {
        var (sentences, count, syllables) = Count(words, EnglishSyllables);
        return count == 0 ? 0 : Math.Round((0.39 * count / sentences) + (11.8 * syllables / count) - 15.59, 1);
    }

    /// <summary>The ease of Spanish words, from 0 (hard) to 100; 100 for none.</summary>
    public static double Ease(string words)
    {
        var (sentences, count, syllables) = Count(words, SpanishSyllables);
        return count == 0 ? 100 : Math.Round(206.84 - (60.0 * syllables / count) - (1.02 * count / sentences), 1);
    }

    /// <summary>True when words in a language are plain enough for a letter.</summary>
    public static bool IsPlain(string language, string words) =>
        language == "es" ? Ease(words) >= LeastEase : Grade(words) <= HighestGrade;

    private static (int Sentences, int Words, int Syllables) Count(string text, Func<string, int> syllablesOf)
    {
        var (sentences, words, syllables) = (0, 0, 0);
        foreach (var sentence in SentenceEnd().Split(text))
        {
            var found = Word().Matches(sentence).Select(m => m.Value.ToLowerInvariant()).ToList();
            sentences += found.Count > 0 ? 1 : 0;
            words += found.Count;
            syllables += found.Sum(syllablesOf);
        }

        return (sentences, words, syllables);
    }

    private static int EnglishSyllables(string word)
    {
        var plain = SilentEnd().Replace(word, "");
        return Math.Max(1, EnglishVowels().Count(plain));
    }

    /// <summary>Two strong vowels, or a weak one with an accent, are two syllables; other neighbours are one.</summary>
    private static int SpanishSyllables(string word) => Math.Max(1, SpanishVowels().Count(word));

    [GeneratedRegex(@"[.!?:;]+(?=\s|$)|\n+")]
    private static partial Regex SentenceEnd();

    /// <summary>Words of letters alone: amounts, days and addresses of pages are not read like words.</summary>
    [GeneratedRegex(@"(?<![\p{L}\p{N}@/.])\p{L}+(?:['’-]\p{L}+)*(?![\p{N}@/]|\.\p{L})")]
    private static partial Regex Word();

    [GeneratedRegex("(?<=[^l])es?$|(?<=[^td])ed$")]
    private static partial Regex SilentEnd();

    [GeneratedRegex("[aeiouy]+")]
    private static partial Regex EnglishVowels();

    [GeneratedRegex("[íú]|[iuü]?[aeoáéó](?:[iuy](?![aeoáéó]))?|[iuüy]+")]
    private static partial Regex SpanishVowels();
}
