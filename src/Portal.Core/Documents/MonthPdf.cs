using System.Globalization;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Documents.Pdf;
using Portal.Core.Look;
using Portal.Core.Mail;
using Portal.Core.Money;
using static Portal.Core.Documents.BillPdf;

namespace Portal.Core.Documents;

/// <summary>
/// The monthly statement as paper: the address for a window envelope, sums, premises, and every entry.
/// </summary>
public sealed class MonthPdf(CityProfile city, BusinessClock clock)
{
    private const double Left = Sheet.Margin;
    private const double Right = Sheet.Width - Sheet.Margin;
    private const double AmountColumn = Right - 90;
    private const double FactsLeft = 352;
    private const double Bottom = Sheet.Height - 50;

    /// <summary>A name to save it under: statement-2026-11-4471.pdf.</summary>
    public static string FileName(MonthStatement statement, CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(statement);
        return string.Format(
            CultureInfo.InvariantCulture, "{0}-{1:yyyy-MM}-{2}.pdf", Say(culture, "Month_FileName"), statement.Month,
            statement.AccountNumber[^4..]);
    }

    public byte[] Make(MonthStatement statement, CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(statement);
        var title = Say(culture, "Month_PdfTitle", city.City, MonthWords.Of(culture, statement.Month));
        var sheet = new Sheet(title, city.City, culture, clock.Now);
        DrawHead(sheet, statement);
        var y = DrawSums(sheet, statement, BillHead.Bottom + 14);
        y = DrawPlaces(sheet, statement, y + 16);
        DrawRows(sheet, statement, y + 16);
        return sheet.Finish().ToFile();
    }

    private void DrawHead(Sheet sheet, MonthStatement statement)
    {
        var culture = sheet.Culture;
        sheet.Line(Tag.Heading1, city.City, Left, 50, Inks.Title);
        sheet.Line(
            Tag.Paragraph, $"{city.Service.In(culture)} · {Say(culture, "Month_Word")}", Left, 65,
            Inks.Plain);
        sheet.Box(new Area(FactsLeft, 34, Right - FactsLeft, 92), Ink.Wash);
        sheet.Line(Tag.Heading2, MonthWords.Of(culture, statement.Month), FactsLeft + 14, 53, Inks.Heading);
        sheet.Line(Tag.Paragraph, $"{statement.Closing}", FactsLeft + 14, 84, Inks.Giant);
        sheet.Line(Tag.Paragraph, Say(culture, "Month_Closing"), FactsLeft + 14, 108, Inks.Heading);
        sheet.Part(Tag.Table, () => Tables.Row(
            sheet, 143, Inks.Plain, (Say(culture, "Bill_AccountNumber"), FactsLeft, Align.Left),
            (statement.AccountNumber, Right, Align.Right)));
        AddressBlock.Draw(sheet, statement.CustomerName, statement.MailingAddress);
    }

    private static double DrawSums(Sheet sheet, MonthStatement statement, double y)
    {
        sheet.Line(Tag.Heading2, Say(sheet.Culture, "Month_Sums"), Left, y, Inks.Heading);
        y += 15;
        sheet.Part(Tag.Table, () =>
        {
            foreach (var (key, amount, isTotal) in MonthWords.Sums(statement))
            {
                Tables.Row(
                    sheet, y, isTotal ? Inks.Strong : Inks.Plain, (Say(sheet.Culture, key), Left, Align.Left),
                    ($"{amount}", Right, Align.Right));
                y += 13;
            }
        });
        return MonthWords.Note(sheet.Culture, statement) is { } note
            ? sheet.Paragraph(note, Left, y + 2, Right - Left, Inks.Plain)
            : y;
    }

    private static double DrawPlaces(Sheet sheet, MonthStatement statement, double y)
    {
        if (statement.Places.Count == 0)
        {
            return y - 16;
        }

        sheet.Line(Tag.Heading2, Say(sheet.Culture, "Month_Places"), Left, y, Inks.Heading);
        y += 15;
        foreach (var place in statement.Places)
        {
            y = Room(sheet, statement, y, 13 * (1 + place.Services.Count));
            sheet.Part(Tag.Table, () =>
            {
                Tables.Head(
                    sheet, y, Inks.Strong, (place.Address, Left, Align.Left), ($"{place.Amount}", Right, Align.Right));
                y += 13;
                foreach (var service in place.Services)
                {
                    Tables.Row(
                        sheet, y, Inks.Plain,
                        (LetterWords.Service(sheet.Culture, service.Service), Left + 8, Align.Left),
                        ($"{service.Amount}", AmountColumn, Align.Right));
                    y += 13;
                }
            });
        }

        return y;
    }

    private static void DrawRows(Sheet sheet, MonthStatement statement, double y)
    {
        y = Room(sheet, statement, y, 45);
        sheet.Line(Tag.Heading2, Say(sheet.Culture, "Month_Rows"), Left, y, Inks.Heading);
        y += 15;
        if (statement.Rows.Count == 0)
        {
            sheet.Line(Tag.Paragraph, Say(sheet.Culture, "Month_NoRows"), Left, y, Inks.Plain);
            return;
        }

        var balance = statement.Opening;
        foreach (var page in statement.Rows.Chunk(25))
        {
            y = Room(sheet, statement, y, 13 * (page.Length + 1));
            sheet.Part(Tag.Table, () =>
            {
                Tables.Head(
                    sheet, y, Inks.Strong, (Say(sheet.Culture, "Month_Day"), Left, Align.Left),
                    (Say(sheet.Culture, "Month_What"), Left + 80, Align.Left),
                    (Say(sheet.Culture, "Month_Amount"), AmountColumn, Align.Right),
                    (Say(sheet.Culture, "Month_Balance"), Right, Align.Right));
                foreach (var row in page)
                {
                    balance += row.Amount;
                    y += 13;
                    Tables.Row(
                        sheet, y, Inks.Plain, (LetterDay(sheet.Culture, row.On), Left, Align.Left),
                        (MonthWords.Of(sheet.Culture, row), Left + 80, Align.Left),
                        ($"{row.Amount}", AmountColumn, Align.Right), ($"{balance}", Right, Align.Right));
                }
            });
            y += 16;
        }
    }

    /// <summary>Goes on on a page of its own where the rest of this one is too short.</summary>
    private static double Room(Sheet sheet, MonthStatement statement, double y, double height)
    {
        if (y + height <= Bottom)
        {
            return y;
        }

        sheet.AddPage();
        sheet.Line(
            Tag.Paragraph,
            $"{MonthWords.Of(sheet.Culture, statement.Month)} · {Say(sheet.Culture, "Bill_AccountNumber")} "
                + $"{statement.AccountNumber} · {Say(sheet.Culture, "Bill_PageOf", sheet.Pages)}",
            Left, 40, Inks.Small);
        return 62;
    }
}
