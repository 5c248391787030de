using System.Globalization;
using Portal.Core.Common;
using Portal.Core.Documents;
using Portal.Core.Documents.Pdf;
using Portal.Core.Look;
using static Portal.Core.Documents.BillPdf;

namespace Portal.Core.Records;

/// <summary>The certificate of a destruction: who, by what authority, each document with its SHA-256.</summary>
public sealed class CertificatePdf(CityProfile city, BusinessClock clock)
{
    private const double Left = 54;
    private const double Right = Sheet.Width - 54;
    private const double Bottom = Sheet.Height - 60;

    /// <param name="MadeBy">Name of who made the list.</param>
    /// <param name="ApprovedBy">Name of who approved it.</param>
    public sealed record Facts(
        DestructionList List, string Authority, string MadeBy, string ApprovedBy,
        IReadOnlyList<KeptDocument> Documents);

    /// <summary>In English, as the city's own records are.</summary>
    public byte[] Make(Facts facts, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var culture = CultureInfo.GetCultureInfo("en-US");
        var sheet = new Sheet(Say(culture, "Certificate_Title"), city.City, culture, clock.Now);
        sheet.Line(Tag.Heading1, Say(culture, "Certificate_Title"), Left, 76, Inks.Title);
        var y = sheet.Paragraph(
            Say(culture, "Certificate_Lead", city.City, facts.Documents.Count, LetterDay(culture, day)), Left, 104,
            Right - Left, Inks.Plain);
        foreach (var line in new[]
        {
            Say(culture, "Certificate_Authority", facts.Authority),
            Say(culture, "Certificate_Made", facts.MadeBy, LetterDay(culture, clock.DayOf(facts.List.MadeAt))),
            Say(culture, "Certificate_Approved", facts.ApprovedBy, LetterDay(culture, day)),
        })
        {
            y = sheet.Paragraph(line, Left, y + 4, Right - Left, Inks.Plain);
        }

        y += 12;
        foreach (var document in facts.Documents)
        {
            if (y > Bottom)
            {
                sheet.AddPage();
                y = 60;
            }

            y = sheet.Paragraph(
                $"{LetterDay(culture, document.DatedOn)} · {document.Class} · {document.Title}", Left, y,
                Right - Left, Inks.Plain);
            y = sheet.Paragraph(Convert.ToHexStringLower(document.Sha256), Left, y, Right - Left, Inks.Small) + 4;
        }

        return sheet.Finish().ToFile();
    }
}
