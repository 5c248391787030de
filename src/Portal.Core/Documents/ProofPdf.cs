using System.Globalization;
using Portal.Core.Common;
using Portal.Core.Documents.Pdf;
using Portal.Core.Look;
using Portal.Core.Mail;
using Portal.Core.Notices;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Documents;

/// <summary>The proof of one notice on paper, for a hearing: the same chain that its page shows.</summary>
public sealed class ProofPdf(CityProfile city, BusinessClock clock)
{
    private const double Left = 63;
    private const double Right = Sheet.Width - 63;
    private const double Top = 76;
    private const double Bottom = Sheet.Height - 76;

    /// <summary>A name to save it under.</summary>
    public static string FileName(ProofOfNotice proof, CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(proof);
        return $"{Say(culture, "Proof_FileName")}-{proof.Mail.Id:N}.pdf";
    }

    /// <summary>A name to save it under: proof-of-notice-1042.pdf.</summary>
    public static string FileName(NoticeProof proof, CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(proof);
        return $"{Say(culture, "Proof_FileName")}-{proof.Notice.Number}.pdf";
    }

    public byte[] Make(ProofOfNotice proof, CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(proof);
        return Make(proof.Mail.Subject, proof.Chain(culture, clock), culture);
    }

    public byte[] Make(NoticeProof proof, CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(proof);
        return Make(proof.Notice.Subject, proof.Chain(culture, clock), culture);
    }

    private byte[] Make(string subject, IReadOnlyList<ProofOfNotice.Link> chain, CultureInfo culture)
    {
        var title = Say(culture, "Proof_Title");
        var sheet = new Sheet($"{title}: {subject}", city.City, culture, clock.Now);
        sheet.Line(Tag.Heading1, $"{city.City}: {title}", Left, Top, Inks.Title);
        var y = sheet.Paragraph(Say(culture, "Proof_Lead"), Left, Top + 20, Right - Left, Inks.Small) + 8;
        foreach (var link in chain)
        {
            y = Room(sheet, y, 60);
            sheet.Line(Tag.Heading2, link.Title, Left, y + 12, Inks.Heading);
            y += 28;
            foreach (var (label, value) in link.Facts)
            {
                y = Room(sheet, y, 40);
                y = sheet.Paragraph($"{label}: {value}", Left, y, Right - Left, Inks.Plain) + 3;
            }
        }

        return sheet.Finish().ToFile();
    }

    private static double Room(Sheet sheet, double y, double needed)
    {
        if (y + needed <= Bottom) { return y; }

        sheet.AddPage();
        return Top;
    }
}
