using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Portal.Web.TagHelpers;

/// <summary>
/// <c>&lt;th sort="amount"&gt;</c>: a heading by which the list is sorted, and the other way round when it already is.
/// The rest of the address stays, the page begins anew.
/// </summary>
[HtmlTargetElement("th", Attributes = "sort")]
public sealed class SortTagHelper : TagHelper
{
    /// <summary>The column's name in the address.</summary>
    [HtmlAttributeName("sort")]
    public string Column { get; set; } = "";

    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext ViewContext { get; set; } = null!;

    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var query = ViewContext.HttpContext.Request.Query;
        var now = query["sort"].ToString();
        var isUp = now == Column;
        if (isUp || now == $"-{Column}")
        {
            output.Attributes.SetAttribute("aria-sort", isUp ? "ascending" : "descending");
        }

        var address = new QueryBuilder(query
            .Where(q => q.Key is not ("sort" or "p" or "page" or "handler"))
            .SelectMany(q => q.Value, (q, value) => new KeyValuePair<string, string>(q.Key, value ?? "")))
        {
            { "sort", isUp ? $"-{Column}" : Column },
        };
        var link = new TagBuilder("a");
        link.Attributes["href"] = address.ToString();
        link.InnerHtml.AppendHtml(await output.GetChildContentAsync());
        output.Content.SetHtmlContent(link);
    }
}
