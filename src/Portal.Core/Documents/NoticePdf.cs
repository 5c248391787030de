using System.Globalization;
using Portal.Core.Common;
using Portal.Core.Documents.Pdf;
using Portal.Core.Look;
using Portal.Core.Mail;
using Portal.Core.Notices;
using Portal.Core.Words;

namespace Portal.Core.Documents;

/// <summary>
/// A notice on paper, tagged, from its frozen page: the address where a number 10 window envelope shows it, and above
/// it in the window a strip that stays empty for the post's Intelligent Mail barcode (Domestic Mail Manual 708.4).
/// </summary>
public sealed class NoticePdf(CityProfile city, BusinessClock clock)
{
    private const double Left = 63;
    private const double Right = Sheet.Width - 63;
    private const double Bottom = Sheet.Height - 64;

    /// <summary>In points: a barcode of 1/6 inch and the clear space around it.</summary>
    internal const double BarcodeStrip = 20;

    private static readonly Ink Words = new(10.5);

    /// <summary>Where the name and address are printed.</summary>
    internal static Area Address { get; } = new(
        AddressBlock.Place.Left, AddressBlock.Place.Top + BarcodeStrip, AddressBlock.Place.Width,
        AddressBlock.Place.Height - BarcodeStrip);

    /// <summary>The PDF of one notice.</summary>
    public byte[] Make(Notice notice) => Print(notice).ToFile();

    /// <summary>A name to save it under: notice-1042.pdf.</summary>
    public static string FileName(Notice notice, CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(notice);
        return $"{Say(culture, "Paper_FileName")}-{notice.Number}.pdf";
    }

    internal PrintedPaper Print(Notice notice)
    {
        ArgumentNullException.ThrowIfNull(notice);
        var culture = CultureInfo.GetCultureInfo($"{notice.Language}-US");
        var frozen = FrozenLetter.From(notice.Content);
        var sheet = new Sheet(frozen.Subject, city.City, culture, clock.Now);
        DrawHead(sheet, notice);
        var y = BillHead.Bottom + 34;
        sheet.Part(Tag.Heading1, () =>
        {
            foreach (var line in Sheet.Broken(frozen.Subject, Right - Left, Inks.Title))
            {
                sheet.Text(line, Left, y, Inks.Title);
                y += Inks.Title.Leading;
            }
        });
        y += 6;
        foreach (var line in frozen.Lines()) { y = DrawLine(sheet, notice, line, y); }

        DrawFoot(sheet, notice);
        return sheet.Finish();
    }

    private void DrawHead(Sheet sheet, Notice notice)
    {
        var culture = sheet.Culture;
        sheet.Line(Tag.Paragraph, city.City, Left, 50, Inks.Title);
        sheet.Line(Tag.Paragraph, city.Service.In(culture), Left, 65, Inks.Plain);
        var y = 79.0;
        foreach (var line in city.Address.Skip(1))
        {
            sheet.Line(Tag.Paragraph, line, Left, y, Inks.Small);
            y += Inks.Small.Leading;
        }

        sheet.Part(Tag.Table, () =>
        {
            Tables.Fact(
                sheet, 50, Inks.Plain, Say(culture, "Paper_Number"), 352, notice.Number.ToString(culture), Right);
            Tables.Fact(
                sheet, 65, Inks.Plain, Say(culture, "Paper_Day"), 352, LetterWords.Day(culture, notice.Day), Right);
        });
        sheet.Part(Tag.Paragraph, () => sheet.Fit(
            [notice.Name, .. notice.Address], Address, Inks.Heading with { Bold = false }));
    }

    /// <summary>A paragraph goes on on the next page where it does not fit; a heading takes its text along.</summary>
    private static double DrawLine(Sheet sheet, Notice notice, FrozenLine line, double y)
    {
        var ink = line.IsHeading ? Words with { Bold = true } : Words;
        var left = line.IsInList ? Left + 10 : Left;
        var lines = line.Words.Split('\n').SelectMany(l => Sheet.Broken(l, Right - left, ink)).ToList();
        y = Room(sheet, notice, y + (line.IsHeading ? 5 : 0), line.IsHeading ? 4 * ink.Leading : ink.Leading);
        for (var from = 0; from < lines.Count;)
        {
            y = Room(sheet, notice, y, ink.Leading);
            var fits = Math.Max(1, (int)((Bottom - y) / ink.Leading));
            var part = lines.Skip(from).Take(fits).ToList();
            sheet.Part(line.IsHeading ? Tag.Heading2 : Tag.Paragraph, () =>
            {
                foreach (var words in part)
                {
                    sheet.Text(words, left, y, ink);
                    y += ink.Leading;
                }
            });
            from += fits;
        }

        return y + (line.IsInList ? 1 : line.IsHeading ? 0 : 5);
    }

    private static double Room(Sheet sheet, Notice notice, double y, double wanted)
    {
        if (y + wanted <= Bottom) { return y; }

        DrawFoot(sheet, notice);
        sheet.AddPage();
        return 72;
    }

    private static void DrawFoot(Sheet sheet, Notice notice) => sheet.Line(
        Tag.Paragraph, Say(sheet.Culture, "Paper_Foot", notice.Number, sheet.Pages), Left, Sheet.Height - 36,
        Inks.Small);

    private static string Say(CultureInfo culture, string key, params object[] values) =>
        Text.In(culture, "Notices", key, values);
}
