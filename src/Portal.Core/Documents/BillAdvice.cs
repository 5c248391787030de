using Portal.Core.Documents.Pdf;
using Portal.Core.Look;
using static Portal.Core.Documents.BillPdf;

namespace Portal.Core.Documents;

/// <summary>Above the stub: how to pay, what to do when the bill looks wrong, and where help is.</summary>
internal static class BillAdvice
{
    private const double Gap = 18;
    private const double ColumnWidth = (Sheet.Width - 2 * Sheet.Margin - 2 * Gap) / 3;

    private static readonly Ink Words = new(8);

    public static double HeightOf(Sheet sheet, CityProfile city, Uri payPage) =>
        18 + Words.Leading * Columns(sheet, city, payPage)
            .Max(column => Sheet.Broken(column.Words, ColumnWidth, Words).Count);

    public static void Draw(Sheet sheet, CityProfile city, Uri payPage)
    {
        var top = BillStub.Top - HeightOf(sheet, city, payPage);
        foreach (var (index, (heading, words)) in Columns(sheet, city, payPage).Index())
        {
            var x = Sheet.Margin + index * (ColumnWidth + Gap);
            sheet.Line(Tag.Heading2, Say(sheet.Culture, heading), x, top + 6, Inks.Strong);
            sheet.Paragraph(words, x, top + 17, ColumnWidth, Words);
        }
    }

    private static (string Heading, string Words)[] Columns(Sheet sheet, CityProfile city, Uri payPage)
    {
        var culture = sheet.Culture;
        var online = payPage.Authority + payPage.AbsolutePath;
        var hours = city.Hours.In(culture);
        return
        [
            ("Bill_HowToPay", Say(culture, "Bill_HowToPayWords", online, city.Remittance.PayTo, city.Address[^2])),
            ("Bill_Wrong", Say(culture, "Bill_WrongWords", city.Phone)),
            ("Bill_Help", Say(culture, "Bill_HelpWords", city.Phone, hours, city.EmergencyPhone)),
        ];
    }
}
