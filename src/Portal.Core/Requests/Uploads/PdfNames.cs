using System.Globalization;

namespace Portal.Core.Requests.Uploads;

/// <summary>
/// The names in a PDF that make it more than pages, found in one pass. A name may write any letter as # and two digits.
/// </summary>
internal sealed class PdfNames
{
    /// <summary>Bytes of a name that are looked at: the longest looked for, each letter escaped, and more.</summary>
    internal const int Longest = 128;

    private static readonly HashSet<string> Acting =
    [
        "JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia", "XFA", "SubmitForm", "ImportData",
        "GoToE", "Rendition", "Movie", "Sound",
    ];

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> ActingBySpan =
        Acting.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Where objects are said to be packed, ascending.</summary>
    private readonly List<int> _packsObjects = [];

    private PdfNames()
    {
    }

    /// <summary>A script, a program, a file inside, a form of the other kind.</summary>
    internal bool Acts { get; private set; }

    /// <summary>It is encrypted.</summary>
    internal bool Locks { get; private set; }

    /// <summary>Whether a part of the file says that objects are packed in it.</summary>
    internal bool PacksObjects(int from, int to)
    {
        var at = _packsObjects.BinarySearch(from);
        at = at < 0 ? ~at : at;
        return at < _packsObjects.Count && _packsObjects[at] < to;
    }

    internal static PdfNames In(ReadOnlySpan<byte> bytes)
    {
        var found = new PdfNames();
        Span<char> name = stackalloc char[Longest];
        for (var at = Next(bytes, 0); at >= 0; at = Next(bytes, at + 1))
        {
            ReadOnlySpan<char> said = name[..Read(bytes[(at + 1)..], name)];
            if (ActingBySpan.Contains(said)) { found.Acts = true; }
            else if (said is "Encrypt") { found.Locks = true; }
            else if (said is "ObjStm") { found._packsObjects.Add(at); }
        }

        return found;
    }

    internal static bool ActsIn(ReadOnlySpan<byte> bytes)
    {
        Span<char> name = stackalloc char[Longest];
        for (var at = Next(bytes, 0); at >= 0; at = Next(bytes, at + 1))
        {
            if (ActingBySpan.Contains(name[..Read(bytes[(at + 1)..], name)])) { return true; }
        }

        return false;
    }

    /// <summary>The next slash.</summary>
    private static int Next(ReadOnlySpan<byte> bytes, int from)
    {
        var at = bytes[from..].IndexOf((byte)'/');
        return at < 0 ? -1 : from + at;
    }

    /// <summary>Reads the name behind a slash, up to what ends it, written out or escaped.</summary>
    /// <returns>How many letters it has, as far as it is looked at.</returns>
    private static int Read(ReadOnlySpan<byte> bytes, Span<char> name)
    {
        var length = 0;
        for (var at = 0; at < Math.Min(bytes.Length, Longest); at++, length++)
        {
            var letter = (char)bytes[at];
            if (letter == '#' && at + 2 < bytes.Length
                && byte.TryParse(bytes.Slice(at + 1, 2), NumberStyles.AllowHexSpecifier, null, out var escaped))
            {
                (letter, at) = ((char)escaped, at + 2);
            }

            if (letter is '\0' or '/' or '<' or '>' or '[' or ']' or '{' or '}' or '(' or ')' or '%'
                || char.IsWhiteSpace(letter))
            {
                break;
            }

            name[length] = letter;
        }

        return length;
    }
}
