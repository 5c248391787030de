using System.Globalization;
using System.Reflection;
using System.Text;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;

namespace Portal.Core.People;

/// <summary>
/// Which passwords may be chosen: long enough and not one of those tried first (NIST SP 800-63B-4 §3.1.1.2).
/// Nothing is asked about capitals, digits or signs.
/// </summary>
public static class PasswordRules
{
    /// <summary>Characters, since a resident's password stands alone.</summary>
    public const int Shortest = 15;

    /// <summary>Characters; a bound on the work of hashing, far above any sentence.</summary>
    public const int Longest = 256;

    private const int ShortestCommonPart = 6;
    private const int ShortestKnown = 4;
    private const int ShortestOwnPart = 6;
    private const int FewestDistinct = 5;

    private static readonly HashSet<string> Common = Read();

    /// <summary>
    /// A password as it is hashed: compatibility-composed, so that two keyboards that send "é" differently agree.
    /// Applied exactly once, when choosing and when signing in.
    /// </summary>
    public static string Prepared(string password) =>
        // The round trip replaces halves of surrogate pairs, which cannot be normalised.
        TypedLine.Normal(password, NormalizationForm.FormKC);

    /// <summary>Why a password may not be chosen, or null.</summary>
    /// <param name="password">As typed.</param>
    /// <param name="known">What an attacker knows about the person and the place: e-mail, name, city.</param>
    public static Refusal? WhyNot(string password, params IEnumerable<string> known)
    {
        var prepared = Prepared(password);
        var length = new StringInfo(prepared).LengthInTextElements;
        if (length < Shortest) { return new Refusal("Password_TooShort", Shortest, length); }

        if (prepared.Length > Longest) { return new Refusal("Password_TooLong", Longest); }

        return IsEasilyGuessed(prepared, [.. known]) ? new Refusal("Password_TooCommon") : null;
    }

    private static bool IsEasilyGuessed(string prepared, string[] known)
    {
        var plain = Folded(prepared, signsAsLetters: false);
        return plain.Distinct().Count() < FewestDistinct
            || IsRepetition(plain)
            || IsRun(plain)
            || Common.Contains(plain)
            || IsMostlyKnown(plain, known)
            || IsMostlyKnown(Folded(prepared, signsAsLetters: true), known);
    }

    /// <summary>"harbor7harbor7harbor7": one piece over and over, the last perhaps cut short.</summary>
    private static bool IsRepetition(string folded) =>
        Enumerable.Range(1, folded.Length / 2).Any(size =>
            Enumerable.Range(size, folded.Length - size).All(i => folded[i] == folded[i - size]));

    /// <summary>"abcdefgh12345678": nearly every character follows the one before.</summary>
    private static bool IsRun(string folded)
    {
        var steps = Enumerable.Range(1, folded.Length - 1).Count(i => Math.Abs(folded[i] - folded[i - 1]) <= 1);
        return steps >= (folded.Length - 1) * 0.75;
    }

    /// <summary>
    /// Up to three parts that an attacker tries first make it up, and what is left is shorter than a word.
    /// </summary>
    private static bool IsMostlyKnown(string folded, IEnumerable<string> known)
    {
        var context = known
            .SelectMany(words => words.Split([' ', '@', '.', '-', '_', '+'], StringSplitOptions.RemoveEmptyEntries))
            .Select(word => Folded(word, signsAsLetters: false))
            .Where(word => word.Length >= ShortestKnown)
            .ToHashSet();
        var left = folded;
        for (var part = 0; part < 3; part++)
        {
            var found = LongestKnown(left, context);
            if (found is null) { break; }

            left = left.Replace(found, "", StringComparison.Ordinal);
        }

        return left.Length < folded.Length
            && left.Count(char.IsLetter) < ShortestOwnPart
            && (left.Length < Shortest / 2 || IsRun(left) || IsRepetition(left));
    }

    private static string? LongestKnown(string folded, HashSet<string> context)
    {
        for (var length = folded.Length; length >= ShortestKnown; length--)
        {
            for (var start = 0; start + length <= folded.Length; start++)
            {
                var part = folded.Substring(start, length);
                if (context.Contains(part) || (length >= ShortestCommonPart && Common.Contains(part))) { return part; }
            }
        }

        return null;
    }

    /// <summary>
    /// Lower case without spaces, accents or separators: "P a s s-Wörd" and "password" are one guess.
    /// </summary>
    private static string Folded(string password, bool signsAsLetters)
    {
        var folded = new StringBuilder(password.Length);
        foreach (var letter in TypedLine.Normal(password, NormalizationForm.FormKD).ToLowerInvariant())
        {
            var isMark = CharUnicodeInfo.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark;
            if (isMark || char.IsWhiteSpace(letter) || letter is '-' or '_' or '.') { continue; }

            folded.Append(!signsAsLetters ? letter : letter switch
            {
                '0' => 'o',
                '1' or '!' => 'i',
                '3' => 'e',
                '4' or '@' => 'a',
                '5' or '$' => 's',
                _ => letter,
            });
        }

        return folded.ToString();
    }

    private static HashSet<string> Read()
    {
        using var stream = Assembly.GetExecutingAssembly()
            .GetManifestResourceStream("Portal.Core.People.CommonPasswords.txt")!;
        using var reader = new StreamReader(stream);
        return
        [
            .. reader.ReadToEnd()
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => line[0] != '#')
                .SelectMany(line => (string[])[line, Folded(line, signsAsLetters: true)]),
        ];
    }
}
