using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.TagHelpers;

/// <summary>
/// Inside <c>&lt;dl class="answers"&gt;</c>:
/// <c>&lt;answer label="Amount" change="/pay/amount"&gt;$84.10&lt;/answer&gt;</c>, one line of "check your answers"
/// with a link that says aloud what it changes.
/// </summary>
[HtmlTargetElement("answer")]
public sealed class AnswerTagHelper(Words<SharedBook> words) : TagHelper
{
    public string Label { get; set; } = "";

    /// <summary>Where the answer is changed; without it the line only tells.</summary>
    public string? Change { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.PreContent.AppendHtml("<dt>").Append(Label).AppendHtml("</dt><dd>");
        output.PostContent.AppendHtml("</dd>");
        if (Change is null) { return; }

        var link = new TagBuilder("a");
        link.Attributes["href"] = Change;
        link.InnerHtml.Append(words["Answers_Change"]).AppendHtml(" <span class=\"visually-hidden\">").Append(Label)
            .AppendHtml("</span>");
        output.PostContent.AppendHtml("<dd>").AppendHtml(link).AppendHtml("</dd>");
    }
}

/// <summary>
/// Inside <c>&lt;dl class="facts"&gt;</c>: <c>&lt;fact label="Meter"&gt;1,204&lt;/fact&gt;</c>;
/// <c>class="total"</c> for the line under a sum.
/// </summary>
[HtmlTargetElement("fact")]
public sealed class FactTagHelper : TagHelper
{
    public string Label { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.PreContent.AppendHtml("<dt>").Append(Label).AppendHtml("</dt><dd>");
        output.PostContent.AppendHtml("</dd>");
    }
}
