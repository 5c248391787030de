using System.Globalization;
using Portal.Core.Billing;
using Portal.Core.Documents.Pdf;
using Portal.Core.Look;
using Portal.Core.Words;

namespace Portal.Core.Documents;

/// <summary>
/// The bill as paper: page one is enough to act, folds for a window envelope, and ends in a stub to send with a check.
/// Charges that do not fit go on on the next page. Tagged for screen readers (PDF/UA), all fonts within.
/// </summary>
/// <param name="payPage">Where anyone can pay with account number and PIN: on the stub, also as a QR code.</param>
public sealed class BillPdf(CityProfile city, Uri payPage)
{
    /// <summary>A name to save it under: water-bill-2026-11-20-4471.pdf.</summary>
    public static string FileName(BillStatement statement, CultureInfo culture) => string.Format(
        CultureInfo.InvariantCulture, "{0}-{1:yyyy-MM-dd}-{2}.pdf", Say(culture, "Bill_FileName"),
        statement.Bill.IssuedOn, statement.AccountNumber[^4..]);

    /// <summary>
    /// Prints the bill in a language: the reader's on the site, the customer's by mail. Dated when the bill was issued,
    /// so that the same bill is the same file whenever it is asked for.
    /// </summary>
    public byte[] Make(BillStatement statement, CultureInfo culture) => Print(statement, culture).ToFile();

    /// <summary>The same as a paper, to be put with others.</summary>
    internal PrintedPaper Print(BillStatement statement, CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(statement);
        var title = Say(culture, "Bill_Title", city.City, LetterDay(culture, statement.Bill.IssuedOn));
        var sheet = new Sheet(title, city.City, culture, statement.Bill.IssuedAt);
        BillHead.Draw(sheet, city, statement);
        var top = BillSummary.Draw(sheet, statement);
        var charges = new BillCharges(sheet, statement);
        charges.Draw(top, BillStub.Top - BillAdvice.HeightOf(sheet, city, payPage) - 3);
        BillAdvice.Draw(sheet, city, payPage);
        BillStub.Draw(sheet, city, statement, payPage);
        charges.DrawRest(city);
        return sheet.Finish();
    }

    internal static string Say(CultureInfo culture, string key, params object[] values) =>
        Text.In(culture, "Print", key, values);

    /// <summary>Nov 20, 2026; 20 nov 2026.</summary>
    internal static string LetterDay(CultureInfo culture, DateOnly day) => day.ToString(
        culture.TwoLetterISOLanguageName == "es" ? "d MMM yyyy" : "MMM d, yyyy", culture);
}

/// <summary>The inks of printed papers.</summary>
internal static class Inks
{
    public static readonly Ink Giant = new(26, Bold: true);
    public static readonly Ink Title = new(15, Bold: true);
    public static readonly Ink Heading = new(10.5, Bold: true);
    public static readonly Ink Strong = new(9, Bold: true);
    public static readonly Ink Plain = new(9);
    public static readonly Ink Quiet = new(9, Quiet: true);
    public static readonly Ink Small = new(8, Quiet: true);
    public static readonly Ink Tiny = new(7, Quiet: true);

    public static readonly Pen Hair = new(Ink.Line, 0.6);
    public static readonly Pen Firm = new(Ink.Dark, 1);
    public static readonly Pen Cut = new(Ink.Muted, 0.6, Dashed: true);
}
