using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace Portal.Core.Files;

/// <summary>
/// A table as a file, for Excel or as CSV, written row by row: it takes the same memory however long it is. No text
/// becomes a formula; a number is a number, the negative ones too.
/// </summary>
public static partial class TableFile
{
    /// <summary>Rows of a sheet of Excel, its head among them; what is more is left to CSV.</summary>
    public const int MostExcelRows = 1_048_576;

    private const string Sheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006";
    private const string Kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";

    private static readonly (string Path, string Xml)[] Parts =
    [
        ("[Content_Types].xml", $"""
            <Types xmlns="{Package}/content-types">
            <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
            <Default Extension="xml" ContentType="application/xml"/>
            <Override PartName="/xl/workbook.xml" ContentType="{Kind}.sheet.main+xml"/>
            <Override PartName="/xl/worksheets/sheet1.xml" ContentType="{Kind}.worksheet+xml"/>
            </Types>
            """),
        ("_rels/.rels", $"""
            <Relationships xmlns="{Package}/relationships">
            <Relationship Id="r1" Type="{Office}/officeDocument" Target="xl/workbook.xml"/>
            </Relationships>
            """),
        ("xl/_rels/workbook.xml.rels", $"""
            <Relationships xmlns="{Package}/relationships">
            <Relationship Id="r1" Type="{Office}/worksheet" Target="worksheets/sheet1.xml"/>
            </Relationships>
            """),
        ("xl/workbook.xml", $"""
            <workbook xmlns="{Sheet}" xmlns:r="{Office}"><sheets>
            <sheet name="1" sheetId="1" r:id="r1"/>
            </sheets></workbook>
            """),
    ];

    /// <param name="rows">Texts, numbers and days; of numbers two decimals are written, of whole ones none.</param>
    public static async Task WriteCsvAsync(
        Stream to, IReadOnlyList<string> columns, IAsyncEnumerable<IReadOnlyList<object?>> rows, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(rows);
        await using var file = new StreamWriter(to, new UTF8Encoding(true), 65_536, leaveOpen: true)
        {
            NewLine = "\r\n",
        };
        await file.WriteLineAsync(string.Join(',', columns.Select(Quoted)).AsMemory(), ct);
        await foreach (var row in rows.WithCancellation(ct))
        {
            await file.WriteLineAsync(string.Join(',', row.Select(Quoted)).AsMemory(), ct);
        }
    }

    /// <summary>Texts are texts in it: Excel reckons none of them.</summary>
    public static async Task WriteExcelAsync(
        Stream to, IReadOnlyList<string> columns, IAsyncEnumerable<IReadOnlyList<object?>> rows, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(columns);
        using var zip = new ZipArchive(to, ZipArchiveMode.Create, leaveOpen: true);
        foreach (var (path, xml) in Parts)
        {
            await using var part = zip.CreateEntry(path).Open();
            await part.WriteAsync(Encoding.UTF8.GetBytes(xml), ct);
        }

        await using var sheet = zip.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Fastest).Open();
        await using var writer = XmlWriter.Create(sheet, new() { Async = true, Encoding = new UTF8Encoding(false) });
        await writer.WriteStartElementAsync(null, "worksheet", Sheet);
        await writer.WriteStartElementAsync(null, "sheetData", Sheet);
        await WriteRowAsync(writer, columns);
        var written = 1;
        await foreach (var row in rows.WithCancellation(ct))
        {
            if (++written > MostExcelRows) { break; }

            await WriteRowAsync(writer, row);
        }

        await writer.WriteEndElementAsync();
        await writer.WriteEndElementAsync();
    }

    /// <summary>
    /// A cell of CSV as no spreadsheet reckons it: an apostrophe before what begins as a formula does. A plain number
    /// stays as it is.
    /// </summary>
    public static string Safe(string? words)
    {
        var text = words ?? "";
        return Number().IsMatch(text) || !Formula().IsMatch(text) ? text : $"'{text}";
    }

    private static string Quoted(object? cell)
    {
        var words = cell is string typed ? Safe(typed) : Plain(cell);
        return words.IndexOfAny([',', '"', '\n', '\r', ';', '\t']) < 0 && words == words.Trim()
            ? words
            : $"\"{words.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string Plain(object? cell) => cell switch
    {
        null => "",
        decimal amount => amount.ToString("0.00", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        _ => Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "",
    };

    private static async Task WriteRowAsync(XmlWriter writer, IReadOnlyList<object?> row)
    {
        await writer.WriteStartElementAsync(null, "row", Sheet);
        foreach (var cell in row)
        {
            var isNumber = cell is decimal or int or long;
            await writer.WriteStartElementAsync(null, "c", Sheet);
            if (!isNumber) { await writer.WriteAttributeStringAsync(null, "t", null, "inlineStr"); }

            await writer.WriteStartElementAsync(null, isNumber ? "v" : "is", Sheet);
            if (!isNumber)
            {
                await writer.WriteStartElementAsync(null, "t", Sheet);
                await writer.WriteAttributeStringAsync("xml", "space", null, "preserve");
            }

            await writer.WriteStringAsync(string.Concat(Plain(cell).EnumerateRunes()
                .Where(r => !Rune.IsControl(r) || r.Value is '\n' or '\t')
                .Select(r => r.Value is 0xFFFE or 0xFFFF ? "\uFFFD" : $"{r}")));
            if (!isNumber) { await writer.WriteEndElementAsync(); }

            await writer.WriteEndElementAsync();
            await writer.WriteEndElementAsync();
        }

        await writer.WriteEndElementAsync();
    }

    [GeneratedRegex(@"^-?\d{1,15}(\.\d{1,6})?$")]
    private static partial Regex Number();

    [GeneratedRegex(@"^[\s\p{C}]*[=+\-@|%＝＋－＠]|^[\t\r\n]")]
    private static partial Regex Formula();
}
