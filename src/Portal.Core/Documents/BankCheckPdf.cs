using System.Globalization;
using Portal.Core.Common;
using Portal.Core.Documents.Pdf;
using Portal.Core.Look;
using Portal.Core.Payments.Checks;

namespace Portal.Core.Documents;

/// <summary>
/// Checks for the bank's own stock, one a page: the check in the upper third, a stub for the payee and one for the
/// office below. The stock carries the magnetic line and its number; nothing of the bank account is printed here, and
/// each page names the number that must be on its sheet.
/// </summary>
public sealed class BankCheckPdf(CityProfile city, BusinessClock clock)
{
    private const double Left = 54;
    private const double Right = Sheet.Width - 54;
    private const double Third = Sheet.Height / 3;

    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-US");

    /// <param name="checks">In the order of the stock, with the references of their refunds.</param>
    public byte[] Make(CheckAccount account, IReadOnlyList<(BankCheck Check, string Reference)> checks)
    {
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(checks);
        var sheet = new Sheet(
            $"{city.City}: checks {checks[0].Check.Number} to {checks[^1].Check.Number}", city.City, English,
            clock.Now);
        foreach (var (at, (check, reference)) in checks.Index())
        {
            if (at > 0) { sheet.AddPage(); }

            DrawCheck(sheet, account, check);
            sheet.Rule(0, Sheet.Width, Third, Inks.Cut);
            DrawStub(sheet, check, reference, Third + 40);
            sheet.Rule(0, Sheet.Width, 2 * Third, Inks.Cut);
            DrawStub(sheet, check, reference, (2 * Third) + 40);
        }

        return sheet.Finish().ToFile();
    }

    private void DrawCheck(Sheet sheet, CheckAccount account, BankCheck check)
    {
        sheet.Line(Tag.Heading1, city.City, Left, 40, Inks.Title);
        sheet.Line(Tag.Paragraph, string.Join(", ", city.Address), Left, 53, Inks.Small);
        sheet.Line(Tag.Paragraph, account.BankName, Left, 64, Inks.Small);
        sheet.Line(Tag.Paragraph, $"No. {check.Number}", Right, 40, Inks.Heading, Align.Right);
        sheet.Line(Tag.Paragraph, Day(check.IssuedOn), Right, 64, Inks.Plain, Align.Right);
        sheet.Line(Tag.Paragraph, "Pay to the order of", Left, 96, Inks.Small);
        var payee = Sheet.Narrow(check.Payee, Right - Left - 200, Inks.Heading);
        sheet.Line(Tag.Paragraph, Sheet.Cut(check.Payee, Right - Left - 200, payee), Left + 90, 96, payee);
        sheet.Line(Tag.Paragraph, $"**{check.Amount}", Right, 96, Inks.Heading, Align.Right);
        sheet.Rule(Left, Right, 102, Inks.Hair);
        sheet.Line(Tag.Paragraph, $"{AmountInWords.Of(check.Amount)} ****", Left, 118, Inks.Plain);
        sheet.Rule(Left, Right, 124, Inks.Hair);
        sheet.Part(Tag.Paragraph, () => sheet.Fit(
            [check.Payee, .. check.Address.Split('\n')], new Area(Left + 20, 136, 240, 62), Inks.Plain));
        sheet.Line(Tag.Paragraph, "Void after 180 days", Left, 222, Inks.Small);
        sheet.Rule(Right - 200, Right, 210, Inks.Firm);
        sheet.Line(Tag.Paragraph, "Authorized signature", Right, 222, Inks.Small, Align.Right);
    }

    private void DrawStub(Sheet sheet, BankCheck check, string reference, double y)
    {
        sheet.Line(Tag.Heading2, $"{city.City} · Utility refund {reference}", Left, y, Inks.Heading);
        (string Label, string Value)[] facts =
        [
            ("Check", $"{check.Number}"),
            ("Date", Day(check.IssuedOn)),
            ("Paid to", Sheet.Cut(check.Payee, 300, Inks.Plain)),
            ("Amount", $"{check.Amount}"),
        ];
        sheet.Part(Tag.Table, () =>
        {
            foreach (var (label, value) in facts)
            {
                y += 18;
                Tables.Fact(sheet, y, Inks.Plain, label, Left, value, Right);
            }
        });
        sheet.Line(Tag.Paragraph, $"Questions: {city.Phone}", Left, y + 28, Inks.Small);
    }

    private static string Day(DateOnly day) => day.ToString("MMMM d, yyyy", English);
}
