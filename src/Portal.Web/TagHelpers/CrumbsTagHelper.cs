using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.TagHelpers;

/// <summary>
/// <c>&lt;crumbs&gt;&lt;crumb href="/my"&gt;…&lt;/crumb&gt;&lt;crumb&gt;…&lt;/crumb&gt;&lt;/crumbs&gt;</c>: the way
/// back. The last crumb, without an address, is the page itself.
/// </summary>
[HtmlTargetElement("crumbs")]
[RestrictChildren("crumb")]
public sealed class CrumbsTagHelper(Words<SharedBook> words) : TagHelper
{
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "nav";
        output.AddClass("breadcrumb");
        output.Attributes.SetAttribute("aria-label", words["Breadcrumb_Label"]);
        output.PreContent.SetHtmlContent("<ol>");
        output.PostContent.SetHtmlContent("</ol>");
    }
}

/// <summary>One step of the way back.</summary>
[HtmlTargetElement("crumb", ParentTag = "crumbs")]
public sealed class CrumbTagHelper : TagHelper
{
    public string? Href { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "li";
        if (Href is null)
        {
            output.PreContent.SetHtmlContent("<span aria-current=\"page\">");
            output.PostContent.SetHtmlContent("</span>");
            return;
        }

        var link = new TagBuilder("a") { TagRenderMode = TagRenderMode.StartTag };
        link.Attributes["href"] = Href;
        output.PreContent.SetHtmlContent(link);
        output.PostContent.SetHtmlContent("</a>");
    }
}
