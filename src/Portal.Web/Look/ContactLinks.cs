using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Portal.Core.Look;

namespace Portal.Web.Look;

/// <summary>
/// Links to call or write, for the places of a sentence: <c>Words.Html("Call", ContactLinks.Phone(…))</c>.
/// </summary>
public static class ContactLinks
{
    /// <summary>A number that a phone dials when touched.</summary>
    public static IHtmlContent Phone(string number) => Link($"tel:{CityProfile.Dialed(number)}", number);

    public static IHtmlContent Mail(string address) => Link($"mailto:{address}", address);

    /// <summary>A link in a sentence.</summary>
    public static IHtmlContent Link(string address, string words)
    {
        var link = new TagBuilder("a");
        link.Attributes["href"] = address;
        link.InnerHtml.Append(words);
        if (address.StartsWith("tel:", StringComparison.Ordinal)) { link.AddCssClass("nowrap"); }

        return link;
    }
}
