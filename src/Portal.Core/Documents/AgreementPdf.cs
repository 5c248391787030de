using System.Globalization;
using Portal.Core.Common;
using Portal.Core.Documents.Pdf;
using Portal.Core.Look;
using Portal.Core.Payments.Arrangements;
using static Portal.Core.Documents.BillPdf;

namespace Portal.Core.Documents;

/// <summary>A payment agreement worth keeping: what is paid when, and what was agreed about it.</summary>
public sealed class AgreementPdf(CityProfile city, BusinessClock clock)
{
    private const double Left = 63;
    private const double Right = Sheet.Width - 63;
    private const double DayColumn = 230;

    /// <summary>A name to save it under.</summary>
    public static string FileName(CultureInfo culture) => $"{Say(culture, "Agreement_FileName")}.pdf";

    public byte[] Make(AgreementStatement statement, CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(statement);
        var agreed = statement.Standing.Arrangement;
        var on = LetterDay(culture, agreed.AgreedOn);
        var sheet = new Sheet(
            Say(culture, $"Agreement_Title_{agreed.Kind}", city.City, on), city.City, culture, clock.Now);
        sheet.Line(Tag.Heading1, city.City, Left, 76, Inks.Title);
        sheet.Line(
            Tag.Paragraph, $"{city.Service.In(culture)} · {Say(culture, $"Agreement_Word_{agreed.Kind}")}", Left, 92,
            Inks.Plain);
        sheet.Box(new Area(Left, 108, Right - Left, 76), Ink.Wash);
        sheet.Line(Tag.Heading2, Say(culture, "Agreement_Amount"), Left + 16, 128, Inks.Heading);
        sheet.Line(Tag.Paragraph, $"{agreed.Covered}", Left + 16, 157, Inks.Giant);
        sheet.Line(
            Tag.Paragraph,
            agreed.EndedAt is { } over
                ? Say(culture, "Agreement_Over", LetterDay(culture, clock.DayOf(over)))
                : Say(culture, "Agreement_On", on),
            Left + 16, 175, Inks.Strong);
        var y = DrawFacts(sheet, statement, 210);
        y = DrawSchedule(sheet, statement.Standing, y + 14);
        y = DrawTerms(sheet, statement, y + 22);
        sheet.Paragraph(
            Say(culture, "Agreement_Questions", city.Phone, city.Hours.In(culture)), Left, y + 12, Right - Left,
            Inks.Small);
        return sheet.Finish().ToFile();
    }

    private static double DrawFacts(Sheet sheet, AgreementStatement statement, double y)
    {
        var (culture, by) = (sheet.Culture, statement.Standing.Arrangement.AgreedBy);
        (string Label, string Value)[] facts =
        [
            (Say(culture, "Receipt_Account"), statement.MaskedNumber),
            (Say(culture, "Receipt_Name"), statement.CustomerName),
            (Say(culture, "Bill_ServiceAt"), statement.ServiceAddress),
            (Say(culture, "Agreement_By"), Say(
                culture, by.StartsWith("resident:", StringComparison.Ordinal)
                    ? "Agreement_ByResident"
                    : "Agreement_ByOffice")),
        ];
        sheet.Part(Tag.Table, () =>
        {
            foreach (var (label, value) in facts)
            {
                Tables.Fact(sheet, y, Inks.Plain, label, Left, value, Right);
                y += 16;
            }
        });
        return y;
    }

    private static double DrawSchedule(Sheet sheet, ArrangementStanding standing, double y)
    {
        var culture = sheet.Culture;
        sheet.Line(Tag.Heading2, Say(culture, "Agreement_Schedule"), Left, y, Inks.Heading);
        y += 6;
        sheet.Part(Tag.Table, () =>
        {
            foreach (var step in standing.Steps)
            {
                Row(
                    step.No == 0 ? Say(culture, "Agreement_Down") : Say(culture, "Agreement_No", step.No),
                    $"{Say(culture, "Agreement_DueOn")} {LetterDay(culture, step.DueOn)}", $"{step.Amount}",
                    Inks.Plain);
            }

            Row(Say(culture, "Agreement_Sum"), "", $"{standing.Arrangement.Covered}", Inks.Strong);
        });
        return y;

        void Row(string what, string when, string amount, Ink ink)
        {
            sheet.Rule(Left, Right, y, Inks.Hair);
            y += 16;
            Tables.Row(
                sheet, y - 5, ink, (what, Left, Align.Left), (when, DayColumn, Align.Left),
                (amount, Right, Align.Right));
        }
    }

    private static double DrawTerms(Sheet sheet, AgreementStatement statement, double y)
    {
        var (culture, rules) = (sheet.Culture, statement.Standing.Rules);
        sheet.Line(Tag.Heading2, Say(culture, "Agreement_Terms"), Left, y, Inks.Heading);
        y += 16;
        IEnumerable<string> terms =
        [
            Say(culture, "Agreement_Besides"),
            Say(culture, "Agreement_Autopay"),
            Say(culture, "Agreement_NoLate"),
            Say(culture, "Agreement_Miss", rules.GraceDays),
            .. rules.CurrentBillDays is { } days
                ? [Say(culture, "Agreement_MissBill", days)]
                : Array.Empty<string>(),
            Say(culture, "Agreement_Early"),
            .. statement.Agreed is { } words
                ? [$"{Say(culture, "Agreement_Words")} {words}"]
                : Array.Empty<string>(),
        ];
        foreach (var term in terms)
        {
            y = sheet.Paragraph(term, Left, y, Right - Left, Inks.Plain) + 3;
        }

        return y;
    }
}
