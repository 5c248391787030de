using System.Text;
using System.Text.Json;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using Portal.Core.Files;
using Portal.Testing;

namespace Portal.Core.Tests.Documents;

/// <summary>Lists as files: no text in them is a formula, and numbers stay numbers.</summary>
public sealed class TableFileTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1 916 555 0100", "'+1 916 555 0100")]
    [InlineData("-cmd", "'-cmd")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("  =1", "'  =1")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("＝1", "'＝1")]
    [InlineData("-12.50", "-12.50")]
    [InlineData("-12", "-12")]
    [InlineData("-12.50-1", "'-12.50-1")]
    [InlineData("Rosa = Ana", "Rosa = Ana")]
    public void A_text_becomes_no_formula(string typed, string written) => Assert.Equal(written, TableFile.Safe(typed));

    [SharedDataFact("csv/csv-injection-payloads.json")]
    public void Published_payloads_do_nothing()
    {
        using var payloads = JsonDocument.Parse(File.ReadAllText(SharedData.Path("csv/csv-injection-payloads.json")));
        var root = payloads.RootElement;

        Assert.All(
            root.GetProperty("payloads").EnumerateArray().Concat(
                root.GetProperty("dangerous_first_chars").EnumerateArray().ToList()).Select(p => p.GetString()!),
            p => Assert.StartsWith("'", TableFile.Safe(p), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Csv_is_quoted_where_it_must_be()
    {
        using var file = new MemoryStream();

        await TableFile.WriteCsvAsync(file, ["Name", "Amount"], RowsAsync(), default);

        Assert.Equal(
            "\uFEFFName,Amount\r\n\"'=A,\"\"B\"\"\",-12.50\r\n-12.50,2026-11-25\r\nDelgado,7\r\n",
            Encoding.UTF8.GetString(file.ToArray()));
    }

    [Fact]
    public async Task A_workbook_is_valid_and_its_texts_are_texts()
    {
        using var file = new MemoryStream();

        await TableFile.WriteExcelAsync(file, ["Name", "Amount"], RowsAsync(), default);

        file.Position = 0;
        using var book = SpreadsheetDocument.Open(file, isEditable: false);
        Assert.Empty(new OpenXmlValidator().Validate(book).Select(e => e.Description));
        var cells = book.WorkbookPart!.WorksheetParts.Single().Worksheet.Descendants<Cell>().ToList();
        Assert.Equal(
            ["Name", "Amount", "=A,\"B\"", "-12.50", "-12.50", "2026-11-25", "Delgado", "7"],
            cells.Select(c => c.InnerText));
        Assert.DoesNotContain(cells, c => c.CellFormula is not null);
        Assert.Null(cells[3].DataType);
        Assert.Equal(CellValues.InlineString, cells[2].DataType!.Value);
    }

    private static async IAsyncEnumerable<IReadOnlyList<object?>> RowsAsync()
    {
        await Task.Yield();
        yield return ["=A,\"B\"", -12.50m];
        yield return ["-12.50", new DateOnly(2026, 11, 25)];
        yield return ["Delgado", 7];
    }
}
