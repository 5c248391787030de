using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Html;

namespace Portal.Web.Pages.Office.Accounts;

/// <summary>
/// A part of a page as it looks, without anything that could be followed or sent: links and buttons become words,
/// forms and their fields go.
/// </summary>
public static partial class ReadOnlyMarkup
{
    public static IHtmlContent Of(IHtmlContent shown)
    {
        ArgumentNullException.ThrowIfNull(shown);
        using var text = new StringWriter();
        shown.WriteTo(text, HtmlEncoder.Default);
        var still = Form().Replace(text.ToString(), "");
        still = Field().Replace(still, "");
        still = Opens().Replace(still, "<span class=\"as-link\">");
        return new HtmlString(Closes().Replace(still, "</span>"));
    }

    [GeneratedRegex(@"<form\b.*?</form>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Form();

    [GeneratedRegex(@"<input\b[^>]*>|<(select|textarea)\b.*?</\1>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Field();

    [GeneratedRegex(@"<(a|button)\b[^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Opens();

    [GeneratedRegex(@"</(a|button)>", RegexOptions.IgnoreCase)]
    private static partial Regex Closes();
}
