using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using Portal.Core.Money;
using Portal.Core.Words;

namespace Portal.Core.Billing.Rates;

/// <summary>What a draft would change, as an Excel workbook of three sheets, in the reader's language.</summary>
public static class ChangesWorkbook
{
    private const uint Plain = 0;
    private const uint Dollars = 1;
    private const uint Bold = 2;

    /// <summary>Writes the workbook.</summary>
    public static void Write(Stream to, WhatWouldChange change)
    {
        ArgumentNullException.ThrowIfNull(change);
        using var document = SpreadsheetDocument.Create(to, SpreadsheetDocumentType.Workbook);
        var book = document.AddWorkbookPart();
        book.Workbook = new Workbook(new Sheets());
        book.AddNewPart<WorkbookStylesPart>().Stylesheet = Styles();
        AddSheet(book, "Changes_Totals", ["Changes_Service", "Changes_Class", "Changes_Bills", "Changes_Before",
            "Changes_After", "Changes_Change"],
            change.ByServiceAndClass.Select(t => new object[]
                { t.Service, t.Class, t.Bills, t.Before, t.After, t.After - t.Before }));
        AddSheet(book, "Changes_Distribution", ["Changes_From", "Changes_To", "Changes_Bills"],
            change.Distribution.Select((bills, place) => Bucket(place, bills)));
        AddSheet(book, "Changes_Largest", ["Changes_Account", "Changes_Bill", "Changes_Class", "Changes_Before",
            "Changes_After", "Changes_Change"],
            change.Largest.Select(d => new object[]
                { d.AccountNumber, d.Number, d.Class, d.Before, d.After, d.Change }));
        book.Workbook.Save();
    }

    /// <summary>The edges of a place of the distribution, in dollars; null for no edge.</summary>
    public static (decimal? From, decimal? To) Edges(int place)
    {
        var edges = WhatWouldChange.Edges;
        var middle = (edges.Count / 2) + 1;
        return place < middle
            ? (place == 0 ? null : edges[place - 1], edges[place])
            : place == middle
                ? (0m, 0m)
                : (edges[place - 2], place - 1 < edges.Count ? edges[place - 1] : null);
    }

    private static object[] Bucket(int place, int bills)
    {
        var (from, to) = Edges(place);
        return [Money(from), Money(to), bills];
    }

    private static object Money(decimal? dollars) => dollars is { } d ? Usd.FromRate(d, 1m) : "";

    private static void AddSheet(
        WorkbookPart book, string name, string[] heads, IEnumerable<object[]> rows)
    {
        var part = book.AddNewPart<WorksheetPart>();
        var data = new SheetData(RowOf(heads.Select(head => Cell(Say(head), Bold))));
        foreach (var row in rows)
        {
            data.AppendChild(RowOf(row.Select(value => value switch
            {
                Usd amount => new Cell { CellValue = new(amount.ToDollars()), StyleIndex = Dollars },
                int count => new Cell { CellValue = new(count), StyleIndex = Plain },
                long number => new Cell { CellValue = new((decimal)number), StyleIndex = Plain },
                _ => Cell((string)value, Plain),
            })));
        }

        part.Worksheet = new Worksheet(
            new Columns(new Column { Min = 1, Max = (uint)heads.Length, Width = 18, CustomWidth = true }), data);
        var sheets = book.Workbook.GetFirstChild<Sheets>()!;
        sheets.AppendChild(new Sheet
        {
            Id = book.GetIdOfPart(part),
            SheetId = (uint)sheets.ChildElements.Count + 1,
            Name = Say(name),
        });
    }

    private static Row RowOf(IEnumerable<Cell> cells) => new(cells);

    /// <summary>As text, so that nothing is taken for a formula.</summary>
    private static Cell Cell(string text, uint style) => new()
    {
        DataType = CellValues.InlineString,
        InlineString = new(new DocumentFormat.OpenXml.Spreadsheet.Text(text)),
        StyleIndex = style,
    };

    private static Stylesheet Styles() => new(
        new NumberingFormats(new NumberingFormat { NumberFormatId = 164, FormatCode = "#,##0.00;[Red]-#,##0.00" }),
        new Fonts(new Font(), new Font(new Bold())),
        new Fills(new Fill(), new Fill()),
        new Borders(new Border()),
        new CellStyleFormats(new CellFormat()),
        new CellFormats(
            new CellFormat(),
            new CellFormat { NumberFormatId = 164, ApplyNumberFormat = true },
            new CellFormat { FontId = 1, ApplyFont = true }));

    private static string Say(string key) => Words.Text.Of("Rates", key);
}
