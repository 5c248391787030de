using Microsoft.AspNetCore.Razor.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.TagHelpers;

/// <summary>
/// <c>&lt;div class="table-scroll"&gt;</c> around a table: whoever has no mouse stops at it and scrolls with the arrow
/// keys (WCAG 2.1.1). It goes by the page's own name where one is given.
/// </summary>
[HtmlTargetElement("div", Attributes = "[class=table-scroll]")]
public sealed class TableScrollTagHelper(Words<SharedBook> words) : TagHelper
{
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.Attributes.SetAttribute("tabindex", "0");
        // No landmark: the section around it goes by the same name.
        output.Attributes.SetAttribute("role", "group");
        if (!output.Attributes.ContainsName("aria-label") && !output.Attributes.ContainsName("aria-labelledby"))
        {
            output.Attributes.SetAttribute("aria-label", words["Table_Scrolls"]);
        }
    }
}
