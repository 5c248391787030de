using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Portal.Web.TagHelpers;

/// <summary>
/// <c>&lt;act href="…" why-not="@refusal?.Reason"&gt;Refund&lt;/act&gt;</c>: an act of a record. One that is not
/// allowed stays visible, cannot be followed, and says why.
/// </summary>
[HtmlTargetElement("act")]
public sealed class ActTagHelper : TagHelper
{
    public string Href { get; set; } = "";

    /// <summary>The sentence that says why not, or null when it is allowed.</summary>
    public string? WhyNot { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "a";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("usa-button usa-button--outline");
        // A null in markup arrives as an empty text.
        if (string.IsNullOrEmpty(WhyNot))
        {
            output.Attributes.SetAttribute("href", Href);
            return;
        }

        // A link without an address, so that a screen reader still meets it, and its reason as its description.
        var id = $"why-{context.UniqueId}";
        output.Attributes.SetAttribute("role", "link");
        output.Attributes.SetAttribute("tabindex", "0");
        output.Attributes.SetAttribute("aria-disabled", "true");
        output.Attributes.SetAttribute("aria-describedby", id);
        output.PreElement.SetHtmlContent("<span class=\"act-refused\">");
        output.PostElement.SetHtmlContent($"<span class=\"small muted\" id=\"{id}\">");
        output.PostElement.Append(WhyNot).AppendHtml("</span></span>");
    }
}
