using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Portal.Core.Tests;

/// <summary>
/// The house style, as far as a machine can read it. Each fault names its file and what to do instead.
/// </summary>
public sealed partial class TidyTests
{
    private const string ThisFile = "tests/Portal.Core.Tests/TidyTests.cs";

    private static readonly Dictionary<string, string> Banned = new()
    {
        ["DateTime.Now"] = "TimeProvider",
        ["DateTime.UtcNow"] = "TimeProvider",
        ["DateTime.Today"] = "BusinessClock.Today",
        ["DateTimeOffset.Now"] = "TimeProvider",
        ["DateTimeOffset.UtcNow"] = "TimeProvider",
        ["TODO"] = "an issue",
        ["FIXME"] = "an issue",
        ["#region"] = "a smaller file",
        ["#pragma warning disable"] = "code that does not warn",
        ["Thread.Sleep"] = "waiting for the thing itself",
    };

    private static readonly string[] VagueEndings =
        ["Manager", "Helper", "Helpers", "Util", "Utils", "Service", "Services", "Base", "Common", "Impl", "Dto"];

    /// <summary>Words of the trade that only look vague: what a utility sells is a service.</summary>
    private static readonly string[] TradeNames = ["UtilityService"];

    private static readonly string[] AmbiguousNames = ["Account", "Deposit"];

    [Fact]
    public void Files_and_lines_are_short() => Faults.None(
        from file in CodeAndScripts()
        from fault in LengthFaults(file, SourceTree.Lines(file))
        select fault);

    [Fact]
    public void Methods_are_short() => Faults.None(
        from file in Code()
        from member in CodeShape.MembersOf(SourceTree.Read(file))
        let limit = Limit(file, member)
        where member.Length > limit
        select $"{file}:{member.Line} {member.Name} has {member.Length} lines; {limit} is the limit");

    [Fact]
    public void Banned_words_are_absent() => Faults.None(
        from file in Code()
        where file != ThisFile
        from fault in SourceTree.Lines(file).Select((text, index) => (text, line: index + 1))
        from word in Banned
        where fault.text.Contains(word.Key, StringComparison.Ordinal)
        select $"{file}:{fault.line} says {word.Key}; use {word.Value}");

    [Fact]
    public void Tests_wait_for_things_and_not_for_time() => Faults.None(
        from file in SourceTree.Files("tests", ".cs")
        // What measures time may wait for a program to start.
        where file != ThisFile && !file.StartsWith("tests/Portal.Benchmarks/", StringComparison.Ordinal)
        from line in SourceTree.Lines(file).Select((text, index) => (text, number: index + 1))
        where line.text.Contains("Task.Delay(", StringComparison.Ordinal)
        // A stand-in that never answers waits for its end, not for a time.
        where !line.text.Contains("Task.Delay(Timeout.Infinite", StringComparison.Ordinal)
        select $"{file}:{line.number} waits for time to pass");

    [Fact]
    public void Types_have_names_that_say_something() => Faults.None(
        from file in Code()
        from member in CodeShape.MembersOf(SourceTree.Read(file))
        where member.IsType && IsVague(member.Name)
        select $"{file}:{member.Line} {member.Name} does not say which or what");

    [Fact]
    public void Core_knows_nothing_of_pages() => Faults.None(
        from file in SourceTree.Files("src/Portal.Core", ".cs")
        from word in (string[])["Microsoft.AspNetCore.Mvc", "HttpContext", "Portal.Web", "Portal.Sandbox"]
        where SourceTree.Read(file).Contains(word, StringComparison.Ordinal)
        select $"{file} says {word}");

    [Fact]
    public void Only_the_adapter_names_the_card_processor() => Faults.None(
        from file in SourceTree.Files("src", ".cs", ".cshtml")
        where !file.StartsWith("src/Portal.Sandbox/", StringComparison.Ordinal)
        where !file.StartsWith("src/Portal.Core/Payments/Gateway/", StringComparison.Ordinal)
        where !file.StartsWith("src/Portal.Web/Webhooks/", StringComparison.Ordinal)
        from line in SourceTree.Lines(file).Select((text, index) => (text, number: index + 1))
        where ProcessorName().IsMatch(SettingNames().Replace(line.text, ""))
        select $"{file}:{line.number} names the card processor");

    [Fact]
    public void Exceptions_are_bugs_and_are_not_swallowed() => Faults.None(
        from file in SourceTree.Files("src", ".cs")
        from line in SourceTree.Lines(file).Select((text, index) => (text, number: index + 1))
        where SwallowingCatch().IsMatch(line.text)
        select $"{file}:{line.number} catches too much: {line.text.Trim()}");

    [Fact]
    public void Pages_carry_no_inline_script_or_style() => Faults.None(
        from file in SourceTree.Files("src", ".cshtml")
        from Match match in InlineCode().Matches(SourceTree.Read(file))
        select $"{file} has {match.Value}");

    [Fact]
    public void Public_types_of_the_business_say_what_they_are() => Faults.None(
        from file in SourceTree.Files("src/Portal.Core", ".cs")
        let lines = SourceTree.Lines(file)
        from number in Enumerable.Range(0, lines.Length)
        where PublicType().IsMatch(lines[number])
        where !HasSummary(lines, number)
        select $"{file}:{number + 1} {lines[number].Trim()} has no summary");

    [Fact]
    public void Every_text_is_there_in_both_languages() => Faults.None(
        from english in SourceTree.Files("src", ".resx")
        where !english.EndsWith(".es.resx", StringComparison.Ordinal)
        from fault in LanguageFaults(english, english.Replace(".resx", ".es.resx", StringComparison.Ordinal))
        select fault);

    [Fact]
    public void Scripts_end_when_something_fails() => Faults.None(
        from file in Scripts()
        let lines = SourceTree.Lines(file)
        where lines.Length > 0 && lines[0].StartsWith("#!", StringComparison.Ordinal)
        where !lines.Contains("set -euo pipefail") && !lines.Any(l => l.StartsWith("exec ", StringComparison.Ordinal))
        select $"{file} does not set -euo pipefail");

    private static IEnumerable<string> Code() =>
        SourceTree.Files("src", ".cs").Concat(SourceTree.Files("tests", ".cs"));

    private static IEnumerable<string> Scripts() =>
        SourceTree.Files("infra").Where(f => f.EndsWith(".sh", StringComparison.Ordinal) || !Path.HasExtension(f))
            .Where(f => Path.GetFileName(f) != "Dockerfile");

    private static IEnumerable<string> CodeAndScripts() =>
        Code().Concat(SourceTree.Files("src", ".cshtml")).Concat(Scripts());

    private static IEnumerable<string> LengthFaults(string file, string[] lines)
    {
        if (lines.Length > 300)
        {
            yield return $"{file} has {lines.Length} lines; 300 is the limit";
        }

        for (var i = 0; i < lines.Length; i++)
        {
            // Markup is not broken where the break would be read as a space.
            if (lines[i].Length > 120 && !file.EndsWith(".cshtml", StringComparison.Ordinal) &&
                !lines[i].Contains("[GeneratedRegex(", StringComparison.Ordinal))
            {
                yield return $"{file}:{i + 1} has {lines[i].Length} characters; 120 is the limit";
            }
        }
    }

    private static int Limit(string file, CodeShape.Member member)
    {
        var isPage = file.EndsWith(".cshtml.cs", StringComparison.Ordinal);
        var isHandler = isPage && PageHandler().IsMatch(member.Name);
        return member.IsType ? (isPage ? 120 : 300) : isHandler ? 25 : 60;
    }

    private static bool IsVague(string name) =>
        AmbiguousNames.Contains(name) ||
        (!name.EndsWith("TagHelper", StringComparison.Ordinal) && !TradeNames.Contains(name) &&
            VagueEndings.Any(e => name.EndsWith(e, StringComparison.Ordinal)));

    private static bool HasSummary(string[] lines, int number)
    {
        do
        {
            number--;
        }
        while (number >= 0 && lines[number].TrimStart().StartsWith('['));

        return number >= 0 && lines[number].TrimStart().StartsWith("///", StringComparison.Ordinal);
    }

    private static IEnumerable<string> LanguageFaults(string english, string spanish)
    {
        if (!File.Exists(Path.Combine(SourceTree.Root, spanish)))
        {
            return [$"{spanish} is missing"];
        }

        var one = Texts(english);
        var other = Texts(spanish);
        return one.Keys.Except(other.Keys).Select(k => $"{spanish} lacks {k}")
            .Concat(other.Keys.Except(one.Keys).Select(k => $"{english} lacks {k}"))
            .Concat(one.Keys.Intersect(other.Keys)
                .Where(k => !Places(one[k]).SetEquals(Places(other[k])))
                .Select(k => $"{spanish} {k} has other places to fill than the English text"));
    }

    private static Dictionary<string, string> Texts(string path) =>
        XDocument.Load(Path.Combine(SourceTree.Root, path)).Root!.Elements("data")
            .ToDictionary(d => d.Attribute("name")!.Value, d => d.Element("value")!.Value);

    private static HashSet<string> Places(string text) =>
        [.. Place().Matches(text).Select(m => m.Groups[1].Value)];

    [GeneratedRegex(@"\{(\d+)[^}]*\}")]
    private static partial Regex Place();

    [GeneratedRegex("^On(Get|Post|Put|Delete)")]
    private static partial Regex PageHandler();

    [GeneratedRegex("stripe", RegexOptions.IgnoreCase)]
    private static partial Regex ProcessorName();

    /// <summary>
    /// Where it is chosen and configured: the adapter's type names, its settings, the webhook's address.
    /// </summary>
    [GeneratedRegex(@"""Stripe[:""]|AddStripe\w*|MapStripe\w*|StripeCardGateway|StripeOptions|""/webhooks/stripe""")]
    private static partial Regex SettingNames();

    [GeneratedRegex(@"\bcatch\s*(\{|$)|catch \((?:Exception|DbUpdateException)\b[^)]*\)(?!\s*when)")]
    private static partial Regex SwallowingCatch();

    [GeneratedRegex(@"<style\b|\sstyle=""|<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+=""|javascript:")]
    private static partial Regex InlineCode();

    [GeneratedRegex(@"^public (?:sealed |static |abstract |readonly |partial )*(?:class|record|struct|interface) ")]
    private static partial Regex PublicType();
}
