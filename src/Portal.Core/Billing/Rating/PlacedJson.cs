using System.Text;
using System.Text.Json;

namespace Portal.Core.Billing.Rating;

/// <summary>JSON that remembers on which line each value stands, so that a fault can be shown where it is.</summary>
internal sealed class PlacedJson
{
    private PlacedJson(int line, string path, JsonTokenType kind, string? text) =>
        (Line, Path, Kind, Text) = (line, path, kind, text);

    /// <summary>From 1.</summary>
    internal int Line { get; }

    /// <summary>As in <c>$.schedules[0].charges[1]</c>.</summary>
    internal string Path { get; }

    internal JsonTokenType Kind { get; }

    /// <summary>Of a value that is no object or list.</summary>
    internal string? Text { get; }

    internal List<(string Name, PlacedJson Value)> Members { get; } = [];

    internal List<PlacedJson> Items { get; } = [];

    internal PlacedJson? this[string name] => Members.Find(m => m.Name == name).Value;

    /// <exception cref="JsonException">The text is no JSON; it names the line.</exception>
    internal static PlacedJson Parse(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions
        {
            CommentHandling = JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
        });
        reader.Read();
        var lines = new LineCount(bytes);
        var root = Read(ref reader, ref lines, "$");
        reader.Read();
        return root;
    }

    /// <summary>The value at a path; the nearest above it when it is not there.</summary>
    internal PlacedJson At(params ReadOnlySpan<object> steps)
    {
        var here = this;
        foreach (var step in steps)
        {
            var next = step is int place ? here.Items.ElementAtOrDefault(place) : here[(string)step];
            if (next is null)
            {
                return here;
            }

            here = next;
        }

        return here;
    }

    private static PlacedJson Read(ref Utf8JsonReader reader, ref LineCount lines, string path)
    {
        var kind = reader.TokenType;
        var text = kind switch
        {
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.StartObject or JsonTokenType.StartArray => null,
            _ => Encoding.UTF8.GetString(reader.ValueSpan),
        };
        var node = new PlacedJson(lines.Of(reader.TokenStartIndex), path, kind, text);
        if (kind == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                var name = reader.GetString()!;
                reader.Read();
                node.Members.Add((name, Read(ref reader, ref lines, $"{path}.{name}")));
            }
        }
        else if (kind == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                node.Items.Add(Read(ref reader, ref lines, $"{path}[{node.Items.Count}]"));
            }
        }

        return node;
    }

    /// <summary>Counts lines once, going forward.</summary>
    private struct LineCount(byte[] bytes)
    {
        private int _at;
        private int _line = 1;

        internal int Of(long index)
        {
            for (; _at < index; _at++)
            {
                _line += bytes[_at] == (byte)'\n' ? 1 : 0;
            }

            return _line;
        }
    }
}
