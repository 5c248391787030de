using System.Globalization;
using Portal.Core.Common;
using Portal.Core.Documents.Pdf;
using Portal.Core.Look;
using Portal.Core.Mail;
using Portal.Core.Money;
using Portal.Core.Payments;
using static Portal.Core.Documents.BillPdf;

namespace Portal.Core.Documents;

/// <summary>A receipt worth keeping: one payment on one account, where it went and what is still owed.</summary>
public sealed class ReceiptPdf(CityProfile city, BusinessClock clock)
{
    private const double Left = 63;
    private const double Right = Sheet.Width - 63;

    /// <summary>A name to save it under: receipt-R-7KQ2-M4XD.pdf.</summary>
    public static string FileName(ReceiptStatement receipt, CultureInfo culture) =>
        $"{Say(culture, "Receipt_FileName")}-{receipt.Payment.Reference}.pdf";

    /// <param name="forGuest">
    /// Leaves out whose account it is, what the payment went to and what is still owed: a guest may not see them.
    /// </param>
    public byte[] Make(ReceiptStatement receipt, CultureInfo culture, bool forGuest = false)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        var title = Say(culture, "Receipt_Title", city.City, receipt.Payment.Reference);
        var sheet = new Sheet(title, city.City, culture, clock.Now);
        sheet.Line(Tag.Heading1, city.City, Left, 76, Inks.Title);
        sheet.Line(
            Tag.Paragraph, $"{city.Service.In(culture)} · {Say(culture, "Receipt_Word")}", Left, 92,
            Inks.Plain);
        var y = DrawAmount(sheet, receipt, 116);
        y = DrawFacts(sheet, receipt, forGuest, y + 26);
        y = forGuest ? y : DrawLines(sheet, receipt, y + 16);
        DrawClosing(sheet, y + 24);
        return sheet.Finish().ToFile();
    }

    private double DrawAmount(Sheet sheet, ReceiptStatement receipt, double y)
    {
        var culture = sheet.Culture;
        sheet.Box(new Area(Left, y, Right - Left, 84), Ink.Wash);
        sheet.Line(Tag.Heading2, Say(culture, "Receipt_Amount"), Left + 16, y + 21, Inks.Heading);
        sheet.Line(Tag.Paragraph, $"{receipt.Payment.Amount}", Left + 16, y + 52, Inks.Giant);
        var when = receipt.Reversal is { } reversal
            ? Say(culture, "Receipt_TakenBack", LetterWords.Day(culture, clock.DayOf(reversal.ReversedAt)))
            : Say(culture, "Receipt_ReceivedOn", LetterWords.Day(culture, clock.DayOf(receipt.Payment.ReceivedAt)));
        sheet.Line(Tag.Paragraph, when, Left + 16, y + 72, Inks.Strong);
        return y + 84;
    }

    private static double DrawFacts(Sheet sheet, ReceiptStatement receipt, bool forGuest, double y)
    {
        var culture = sheet.Culture;
        var payment = receipt.Payment;
        (string Label, string Value)[] facts =
        [
            (Say(culture, "Receipt_Reference"), payment.Reference),
            (Say(culture, "Receipt_PaidWith"),
                LetterWords.PaidWith(culture, payment.Tender, receipt.Brand, receipt.LastFour)),
            (Say(culture, "Receipt_Account"), receipt.MaskedNumber),
            (Say(culture, "Receipt_Name"), receipt.CustomerName),
            (Say(culture, "Bill_ServiceAt"), receipt.ServiceAddress),
        ];
        sheet.Part(Tag.Table, () =>
        {
            IEnumerable<(string, string)> gift = receipt.Gift.IsPositive
                ? [(Say(culture, "Receipt_Gift"), $"{receipt.Gift}")]
                : [];
            IEnumerable<(string, string)> fee = receipt.Fee is { } cost
                ? [(Say(culture, $"Receipt_Fee{cost.Told}"), $"{cost.Amount}")]
                : [];
            foreach (var (label, value) in (forGuest ? facts[..3] : facts).Concat(gift).Concat(fee))
            {
                Tables.Fact(sheet, y, Inks.Plain, label, Left, value, Right);
                y += 17;
            }
        });
        return y;
    }

    private static double DrawLines(Sheet sheet, ReceiptStatement receipt, double y)
    {
        var culture = sheet.Culture;
        sheet.Line(Tag.Heading2, Say(culture, "Receipt_WhereItWent"), Left, y, Inks.Heading);
        y += 8;
        sheet.Part(Tag.Table, () =>
        {
            foreach (var line in receipt.Lines)
            {
                Row(
                    LetterWords.Say(
                        culture, "Received_Line",
                        line.Label?.In(culture.TwoLetterISOLanguageName) ?? LetterWords.Service(culture, line.Service),
                        LetterDay(culture, line.BilledOn)),
                    line.Amount, Inks.Plain);
            }

            if (receipt.Credit.IsPositive)
            {
                Row(LetterWords.Say(culture, "Received_Credit"), receipt.Credit, Inks.Plain);
            }

            Row(
                Say(culture, receipt.DueNow.IsNegative ? "Receipt_InCredit" : "Receipt_StillOwed"),
                receipt.DueNow.IsNegative ? -receipt.DueNow : receipt.DueNow, Inks.Strong);
        });
        return y;

        void Row(string label, Usd amount, Ink ink)
        {
            sheet.Rule(Left, Right, y, Inks.Hair);
            y += 17;
            Tables.Row(sheet, y - 5, ink, (label, Left, Align.Left), ($"{amount}", Right, Align.Right));
        }
    }

    private void DrawClosing(Sheet sheet, double y)
    {
        var culture = sheet.Culture;
        y = sheet.Paragraph(
            Say(culture, "Receipt_Keep", city.Phone, city.Hours.In(culture)), Left, y, Right - Left, Inks.Plain);
        sheet.Paragraph(
            string.Join(", ", city.Address) + " · " + Say(culture, "Receipt_Printed", LetterDay(culture, clock.Today)),
            Left, y + 8, Right - Left, Inks.Small);
    }
}
