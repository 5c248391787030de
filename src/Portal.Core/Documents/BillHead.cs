using Portal.Core.Billing;
using Portal.Core.Documents.Pdf;
using Portal.Core.Look;
using Portal.Core.Mail;
using static Portal.Core.Documents.BillPdf;

namespace Portal.Core.Documents;

/// <summary>
/// The top third: who writes, how much is due and when, and the customer's address where a
/// number 10 window envelope shows it.
/// </summary>
internal static class BillHead
{
    /// <summary>Below the envelope's window, which shows paper down to 3 3/16 inches.</summary>
    public const double Bottom = 242;

    private const double Right = Sheet.Width - Sheet.Margin;

    /// <summary>Left edge of the amount box and of the facts under it.</summary>
    private const double FactsLeft = 352;

    public static void Draw(Sheet sheet, CityProfile city, BillStatement statement)
    {
        var culture = sheet.Culture;
        sheet.Line(Tag.Heading1, city.City, Sheet.Margin, 50, Inks.Title);
        sheet.Line(
            Tag.Paragraph, $"{city.Service.In(culture)} · {Say(culture, "Bill_Word")}", Sheet.Margin, 65,
            Inks.Plain);
        var y = 79.0;
        foreach (var line in city.Address.Skip(1))
        {
            sheet.Line(Tag.Paragraph, line, Sheet.Margin, y, Inks.Small);
            y += Inks.Small.Leading;
        }

        DrawAmount(sheet, statement);
        DrawFacts(sheet, statement);
        AddressBlock.Draw(sheet, statement.CustomerName, statement.MailingAddress);
    }

    private static void DrawAmount(Sheet sheet, BillStatement statement)
    {
        var culture = sheet.Culture;
        var due = statement.AmountDue;
        sheet.Box(new Area(FactsLeft, 34, Right - FactsLeft, 92), Ink.Wash);
        var (label, amount, when) = due.IsPositive
            ? ("Bill_AmountDue", $"{due}", Say(culture, "Bill_DueBy", LetterWords.Day(culture, statement.Bill.DueOn)))
            : due.IsNegative
                ? ("Bill_YourCredit", $"{-due}", Say(culture, "Bill_NothingToPay"))
                : ("Bill_AmountDue", $"{due}", Say(culture, "Bill_NothingToPay"));
        sheet.Line(Tag.Heading2, Say(culture, label), FactsLeft + 14, 53, Inks.Heading);
        sheet.Line(Tag.Paragraph, amount, FactsLeft + 14, 84, Inks.Giant);
        sheet.Line(Tag.Paragraph, when, FactsLeft + 14, 108, Inks.Heading);
    }

    /// <summary>What people look for when they call or pay.</summary>
    private static void DrawFacts(Sheet sheet, BillStatement statement)
    {
        var culture = sheet.Culture;
        var bill = statement.Bill;
        var month = culture.TwoLetterISOLanguageName == "es" ? "d MMM" : "MMM d";
        (string Label, string Value)[] facts =
        [
            (Say(culture, "Bill_AccountNumber"), statement.AccountNumber),
            (Say(culture, "Bill_Pin"), statement.Pin),
            (Say(culture, "Bill_Number"), bill.Number.ToString(culture)),
            (Say(culture, "Bill_Issued"), LetterDay(culture, bill.IssuedOn)),
            (Say(culture, "Bill_Period"),
                $"{bill.PeriodFrom.ToString(month, culture)} – {LetterDay(culture, bill.PeriodTo)}"),
            (Say(culture, "Bill_ServiceAt"), statement.ServiceAddress[0]),
        ];
        var y = 143.0;
        sheet.Part(Tag.Table, () =>
        {
            foreach (var (label, value) in facts)
            {
                Tables.Fact(sheet, y, Inks.Plain, label, FactsLeft, value, Right);
                y += 15;
            }
        });
    }
}

/// <summary>
/// The customer's address where a number 10 window envelope shows it: 7/8 inch from the left, from 2 1/16 to 3 3/16
/// inches from the top, and never as far as the facts beside it.
/// </summary>
internal static class AddressBlock
{
    internal static readonly Area Place = new(63, 153.5, 269, 84);

    public static void Draw(Sheet sheet, string name, IReadOnlyList<string> address) => sheet.Part(
        Tag.Paragraph, () => sheet.Fit([name, .. address], Place, Inks.Heading with { Bold = false }));
}

/// <summary>Rows of tables, tagged cell by cell.</summary>
internal static class Tables
{
    private const double Gap = 8;

    /// <summary>
    /// What something is, and on the right what it is for this customer: smaller where it would reach its label, and
    /// cut where even that is too wide.
    /// </summary>
    public static void Fact(Sheet sheet, double y, Ink ink, string label, double left, string value, double right)
    {
        var room = right - left - Gap - Sheet.Measure(label, ink);
        var narrow = Sheet.Narrow(value, room, ink);
        sheet.Part(Tag.TableRow, () =>
        {
            sheet.Line(Tag.TableHeaderCell, label, left, y, ink);
            sheet.Line(Tag.TableDataCell, Sheet.Cut(value, room, narrow), right, y, narrow, Align.Right);
        });
    }

    /// <summary>A row whose first cell is what the row is about.</summary>
    public static void Row(Sheet sheet, double y, Ink ink, params (string Words, double X, Align Align)[] cells) =>
        sheet.Part(Tag.TableRow, () =>
        {
            foreach (var (index, (words, x, align)) in cells.Index())
            {
                sheet.Line(index == 0 ? Tag.TableHeaderCell : Tag.TableDataCell, words, x, y, ink, align);
            }
        });

    /// <summary>A row of headings.</summary>
    public static void Head(Sheet sheet, double y, Ink ink, params (string Words, double X, Align Align)[] cells) =>
        sheet.Part(Tag.TableRow, () =>
        {
            foreach (var (words, x, align) in cells)
            {
                sheet.Line(Tag.TableHeaderCell, words, x, y, ink, align);
            }
        });
}
