using Microsoft.AspNetCore.Razor.TagHelpers;
using Portal.Core.Money;
using Portal.Web.Words;

namespace Portal.Web.TagHelpers;

/// <summary>
/// <c>&lt;usd amount="Model.Due" /&gt;</c> writes $1,234.56. A negative amount is a credit and says so, without a sign,
/// unless <c>plain</c> is set, as in a column whose heading says what its signs mean.
/// </summary>
[HtmlTargetElement("usd", TagStructure = TagStructure.WithoutEndTag)]
public sealed class UsdTagHelper(Words<SharedBook> words) : TagHelper
{
    public Usd Amount { get; set; }

    public bool Plain { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("usd");
        var isCredit = Amount.IsNegative && !Plain;
        output.Content.SetContent((isCredit ? -Amount : Amount).ToString());
        if (isCredit)
        {
            output.AddClass("usd--credit");
            output.Content.AppendHtml(" <span class=\"usd__word\">")
                .Append(words["Usd_Credit"]).AppendHtml("</span>");
        }
    }
}
