using System.Globalization;
using Portal.Core.Billing;
using Portal.Core.Documents.Pdf;
using static Portal.Core.Documents.BillPdf;

namespace Portal.Core.Documents;

/// <summary>
/// Thirteen months of use as bars, the year before beside each in grey, an estimate as an outline. Drawn from the
/// series that the page draws.
/// </summary>
internal static class UseBars
{
    /// <summary>Draws within the place and gives the height at which it ends.</summary>
    public static double Draw(Sheet sheet, IReadOnlyList<UseMonth> months, Area place)
    {
        if (months.Count == 0)
        {
            return place.Top;
        }

        var culture = sheet.Culture;
        var unit = months[^1].Unit;
        sheet.Line(Tag.Heading2, Say(culture, "Bill_YourUse", unit), place.Left, place.Top + 9, Inks.Heading);
        var chart = new Area(place.Left, place.Top + 28, place.Width, place.Height - 54);
        var most = Math.Max(1m, months.Max(m => Math.Max(m.Used, m.UsedYearBefore ?? 0)));
        sheet.Figure(Describe(culture, months), chart, () => DrawBars(sheet, months, chart, most));
        sheet.Rule(chart.Left, chart.Right, chart.Bottom, Inks.Hair);
        DrawKey(sheet, chart, months);
        return place.Bottom;
    }

    private static void DrawBars(Sheet sheet, IReadOnlyList<UseMonth> months, Area chart, decimal most)
    {
        var slot = chart.Width / UseSeries.Months;
        foreach (var (index, month) in months.Index())
        {
            var left = chart.Right - (months.Count - index) * slot;
            var now = Bar(month.Used, left + slot * 0.42, slot * 0.44);
            if (month.UsedYearBefore is { } before)
            {
                sheet.Boxes([Bar(before, left + slot * 0.12, slot * 0.3)], Ink.BarYearBefore);
            }

            if (month.Estimated)
            {
                sheet.Boxes([now], Colour.White, new Pen(Ink.Bar, 1));
            }
            else
            {
                sheet.Boxes([now], Ink.Bar);
            }

            sheet.Text(
                month.Month.ToString("MMM", sheet.Culture)[..1].ToUpper(sheet.Culture), left + slot * 0.42,
                chart.Bottom + 9, Inks.Tiny);
            if (index == months.Count - 1 || month.Used == most)
            {
                var words = BillSummary.Number(month.Used);
                var right = left + slot * 0.64 + Sheet.Measure(words, Inks.Tiny) / 2;
                sheet.Text(words, right, now.Top - 2.5, Inks.Tiny, Align.Right);
            }
        }

        Area Bar(decimal used, double left, double width)
        {
            var height = chart.Height * (double)(used / most);
            return new Area(left, chart.Bottom - height, width, height);
        }
    }

    private static void DrawKey(Sheet sheet, Area chart, IReadOnlyList<UseMonth> months)
    {
        var culture = sheet.Culture;
        var y = chart.Bottom + 23;
        var x = chart.Left;
        Entry("Bill_KeyThisYear", Ink.Bar, null);
        if (months.Any(m => m.UsedYearBefore is not null))
        {
            Entry("Bill_KeyYearBefore", Ink.BarYearBefore, null);
        }

        if (months.Any(m => m.Estimated))
        {
            Entry("Bill_KeyEstimated", Colour.White, new Pen(Ink.Bar, 1));
        }

        void Entry(string key, Colour fill, Pen? pen)
        {
            sheet.Box(new Area(x, y - 6, 6, 6), fill, pen);
            sheet.Line(Tag.Paragraph, Say(culture, key), x + 10, y, Inks.Small);
            x += 22 + Sheet.Measure(Say(culture, key), Inks.Small);
        }
    }

    /// <summary>The figures themselves, for those who hear the bill.</summary>
    private static string Describe(CultureInfo culture, IReadOnlyList<UseMonth> months) => string.Join(
        "; ",
        months.Select(m => $"{m.Month.ToString("MMMM yyyy", culture)}: {BillSummary.Number(m.Used)} {m.Unit}"
            + (m.Estimated ? $" ({Say(culture, "Bill_Estimated")})" : "")));
}
