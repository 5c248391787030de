using System.Text;
using System.Text.RegularExpressions;

namespace Portal.Core.Tests;

/// <summary>The members of a C# file and how many lines each takes. Reads braces, not meaning.</summary>
internal static partial class CodeShape
{
    /// <summary>A type or a method, its length without attributes and comments above it.</summary>
    public sealed record Member(string Name, bool IsType, int Line, int Length);

    public static IReadOnlyList<Member> MembersOf(string source)
    {
        var code = WithoutTextAndComments(source);
        var members = new List<Member>();
        Collect(code, 0, code.Length, members);
        return members;
    }

    private static void Collect(string code, int from, int to, List<Member> members)
    {
        var start = from;
        var position = from;
        while (position < to)
        {
            switch (code[position])
            {
                case ';':
                    Add(code, start, -1, position, members);
                    start = ++position;
                    break;
                case '{':
                    var close = Closing(code, position, to);
                    Add(code, start, position, close, members);
                    start = position = close + 1;
                    break;
                case '(':
                    position = Closing(code, position, to) + 1;
                    break;
                default:
                    position++;
                    break;
            }
        }
    }

    /// <summary>One member from start to end; its body, when it has one, opens at <paramref name="open"/>.</summary>
    private static void Add(string code, int start, int open, int end, List<Member> members)
    {
        var header = Attributes().Replace(code[start..(open < 0 ? end : open)], m => new string(' ', m.Length));
        var lead = header.Length - header.TrimStart().Length;
        var line = LineOf(code, start + lead);
        var length = LineOf(code, end) - line + 1;
        if (TypeHeader().Match(header) is { Success: true } type)
        {
            members.Add(new(type.Groups["name"].Value, true, line, length));
            if (open >= 0)
            {
                Collect(code, open + 1, end, members);
            }
        }
        else if (header.TrimStart().StartsWith("namespace", StringComparison.Ordinal) && open >= 0)
        {
            Collect(code, open + 1, end, members);
        }
        else if (MethodHeader().Match(header) is { Success: true } method)
        {
            members.Add(new(method.Groups["name"].Value, false, line, length));
        }
    }

    private static int Closing(string code, int open, int to)
    {
        var depth = 0;
        for (var i = open; i < to; i++)
        {
            depth += code[i] is '{' or '(' ? 1 : code[i] is '}' or ')' ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        return to - 1;
    }

    private static int LineOf(string code, int position) => code.AsSpan(0, position).Count('\n') + 1;

    /// <summary>Strings, characters and comments become spaces, so that braces in them are not counted.</summary>
    private static string WithoutTextAndComments(string source)
    {
        var code = new StringBuilder(source);
        foreach (Match match in TextOrComment().Matches(source))
        {
            for (var i = match.Index; i < match.Index + match.Length; i++)
            {
                code[i] = source[i] == '\n' ? '\n' : ' ';
            }
        }

        return code.ToString();
    }

    [GeneratedRegex(""""(?<q>"{3,})[\s\S]*?\k<q>|@\$?"(?:[^"]|"")*"|\$@"(?:[^"]|"")*"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])+'|//[^\n]*|/\*[\s\S]*?\*/"""")]
    private static partial Regex TextOrComment();

    [GeneratedRegex(@"(?<=^|[\s;{}])\[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\](?=\s)")]
    private static partial Regex Attributes();

    [GeneratedRegex(@"\b(?:class|struct|interface|enum|record(?:\s+struct|\s+class)?)\s+(?<name>[A-Za-z_]\w*)")]
    private static partial Regex TypeHeader();

    [GeneratedRegex(@"^[^=]*?(?<name>[A-Za-z_]\w*)\s*(?:<[^()]*>)?\s*\(")]
    private static partial Regex MethodHeader();
}
