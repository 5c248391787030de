using System.Globalization;
using System.Text;
using Portal.Core.Look;
using Portal.Core.Words;

namespace Portal.Core.Mail;

/// <summary>
/// What stands around every letter: the city's name above, its address, phone and hours below. The HTML frame is
/// mail/frame.html of the city.
/// </summary>
public sealed class LetterFrame(CityProfile city, string frameHtml)
{
    /// <summary>The letter ready to go, as text and as a whole HTML page.</summary>
    public (string Text, string Html) Around(Letter letter, CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(letter);
        var closing = Closing(culture);
        var html = new StringBuilder(frameHtml)
            .Replace("{{language}}", culture.TwoLetterISOLanguageName)
            .Replace("{{city}}", Letter.Encoded(city.City))
            .Replace("{{service}}", Letter.Encoded(city.Service.In(culture)))
            .Replace("{{footer}}", string.Join("<br>\n", closing.Select(Letter.Encoded)))
            .Replace("{{subject}}", Letter.Encoded(letter.Subject))
            .Replace("{{preview}}", Letter.Encoded(letter.Subject));

        // Last, so that braces in what people wrote are never taken for a place of the frame.
        var at = frameHtml.Contains("{{body}}", StringComparison.Ordinal)
            ? html.ToString()
            : throw new InvalidOperationException("mail/frame.html of the theme has no {{body}}.");
        var place = at.LastIndexOf("{{body}}", StringComparison.Ordinal);
        return ($"{letter.Text}\n\n{string.Join('\n', closing)}\n", at[..place] + letter.Html + at[(place + 8)..]);
    }

    private List<string> Closing(CultureInfo culture) =>
    [
        city.City + ", " + city.Service.In(culture),
        .. city.Address,
        Text.In(culture, "Letters", "Closing_Call", city.Phone, city.Hours.In(culture)),
        Text.In(culture, "Letters", "Closing_WeNeverAsk"),
    ];
}
