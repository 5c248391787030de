using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.TagHelpers;

/// <summary>
/// <c>&lt;steps at="2" names="@(new[] { … })" /&gt;</c>: where the reader stands in a task of several pages. Steps
/// before <c>at</c> (from 1) are done.
/// </summary>
[HtmlTargetElement("steps", TagStructure = TagStructure.WithoutEndTag)]
public sealed class StepsTagHelper(Words<SharedBook> words) : TagHelper
{
    public int At { get; set; } = 1;

    public IReadOnlyList<string> Names { get; set; } = [];

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "ol";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("steps");
        output.Attributes.SetAttribute("aria-label", words["Steps_Label"]);
        for (var step = 1; step <= Names.Count; step++)
        {
            var item = new TagBuilder("li");
            item.InnerHtml.Append(Names[step - 1]);
            if (step == At) { item.Attributes["aria-current"] = "step"; }
            if (step < At)
            {
                item.AddCssClass("steps__done");
                item.InnerHtml.AppendHtml(" <span class=\"visually-hidden\">(").Append(words["Steps_Done"])
                    .AppendHtml(")</span>");
            }

            output.Content.AppendHtml(item);
        }
    }
}
