using Portal.Core.Billing;
using Portal.Core.Documents.Pdf;
using Portal.Core.Look;
using QRCoder;
using static Portal.Core.Documents.BillPdf;

namespace Portal.Core.Documents;

/// <summary>
/// The part that is cut off and sent with a check, its address where the return envelope has its window; and the QR
/// code that leads to the page on which anyone can pay.
/// </summary>
internal static class BillStub
{
    public const double Top = 622;

    private const double Left = Sheet.Margin;
    private const double Right = Sheet.Width - Sheet.Margin;
    private const double FactsLeft = 352;
    private const double CodeSize = 74;

    public static void Draw(Sheet sheet, CityProfile city, BillStatement statement, Uri payPage)
    {
        var culture = sheet.Culture;
        sheet.Rule(0, Sheet.Width, Top, Inks.Cut);
        sheet.Line(Tag.Paragraph, Say(culture, "Bill_CutHere", city.Remittance.PayTo), Left, Top + 12, Inks.Small);
        DrawFacts(sheet, statement);
        DrawCode(sheet, payPage);
        sheet.Part(Tag.Paragraph, () =>
        {
            var y = 733.0;
            foreach (var line in city.Remittance.Address)
            {
                sheet.Text(line, 63, y, Inks.Heading with { Bold = false });
                y += 14;
            }
        });
    }

    private static void DrawFacts(Sheet sheet, BillStatement statement)
    {
        var culture = sheet.Culture;
        var due = statement.AmountDue;
        (string Label, string Value, Ink Ink)[] facts =
        [
            (Say(culture, "Bill_AccountNumber"), statement.AccountNumber, Inks.Plain),
            (Say(culture, "Bill_ServiceAt"), statement.ServiceAddress[0], Inks.Plain),
            (Say(culture, "Bill_DueOn"), LetterDay(culture, statement.Bill.DueOn), Inks.Plain),
            (Say(culture, "Bill_AmountDue"), $"{(due.IsPositive ? due : Money.Usd.Zero)}", Inks.Heading),
        ];
        var y = Top + 30;
        sheet.Part(Tag.Table, () =>
        {
            foreach (var (label, value, ink) in facts)
            {
                Tables.Fact(sheet, y, ink, label, FactsLeft, value, Right);
                y += 16;
            }
        });
        sheet.Box(new Area(Right - 100, y, 100, 24), null, Inks.Firm);
        sheet.Line(Tag.Paragraph, Say(culture, "Bill_Enclosed"), FactsLeft, y + 15, Inks.Heading);
        sheet.Line(Tag.Paragraph, "$", Right - 94, y + 16, Inks.Heading);
        sheet.Paragraph(
            Say(culture, "Bill_WriteNumber"), FactsLeft, y + 38, Right - FactsLeft, Inks.Small);
    }

    private static void DrawCode(Sheet sheet, Uri payPage)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(payPage.ToString(), QRCodeGenerator.ECCLevel.M);
        var modules = code.ModuleMatrix;
        var size = CodeSize / modules.Count;
        var place = new Area(Left, Top + 22, CodeSize, CodeSize);
        sheet.Figure(Say(sheet.Culture, "Bill_CodeDescription", payPage), place, () => sheet.Boxes(
            from row in modules.Index()
            from run in Dark(row.Item)
            select new Area(place.Left + run.From * size, place.Top + row.Index * size, run.Length * size, size),
            Ink.Dark));
        sheet.Line(Tag.Paragraph, Say(sheet.Culture, "Bill_PayByPhone"), Left + CodeSize + 8, Top + 40, Inks.Strong);
        sheet.Paragraph(
            Say(sheet.Culture, "Bill_PayByPhoneWords", payPage.Authority + payPage.AbsolutePath),
            Left + CodeSize + 8, Top + 53, 190, Inks.Small);
    }

    /// <summary>Stretches of dark modules in a row: one box each, so that the file stays small.</summary>
    private static IEnumerable<(int From, int Length)> Dark(System.Collections.BitArray row)
    {
        for (var at = 0; at < row.Count; at++)
        {
            var from = at;
            while (at < row.Count && row[at])
            {
                at++;
            }

            if (at > from)
            {
                yield return (from, at - from);
            }
        }
    }
}
