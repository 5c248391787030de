using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.TagHelpers;

/// <summary>
/// <c>&lt;error-summary /&gt;</c>, already in both layouts: "There is a problem" and a link to each field in the words
/// that stand at the field. It takes the focus (portal.js). Nothing is written when nothing is wrong.
/// </summary>
[HtmlTargetElement("error-summary", TagStructure = TagStructure.WithoutEndTag)]
public sealed class ErrorSummaryTagHelper(Words<SharedBook> words) : TagHelper
{
    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext View { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (View.ModelState.IsValid)
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("error-summary");
        output.Attributes.SetAttribute("role", "alert");
        output.Attributes.SetAttribute("tabindex", "-1");
        output.Attributes.SetAttribute("data-error-summary", "");
        output.Content.AppendHtml("<h2>").Append(words["Error_SummaryTitle"]).AppendHtml("</h2>");
        output.Content.AppendHtml(List());
    }

    private TagBuilder List()
    {
        var list = new TagBuilder("ul");
        var request = View.HttpContext.Request;
        string[]? posted = request.HasFormContentType ? [.. request.Form.Keys] : null;
        foreach (var (field, entry) in View.ModelState.Where(pair => pair.Value?.Errors.Count > 0)
            .OrderBy(pair => PlaceOf(pair.Key, posted)))
        {
            // What concerns the whole page may have several reasons; a field says its first.
            foreach (var error in field.Length == 0 ? entry!.Errors : entry!.Errors.Take(1))
            {
                var item = new TagBuilder("li");
                item.InnerHtml.AppendHtml(Line(field, error.ErrorMessage));
                list.InnerHtml.AppendHtml(item);
            }
        }

        return list;
    }

    /// <summary>Fields come in the order of the form; what is no field of it first or last, as it was said.</summary>
    private static int PlaceOf(string field, string[]? posted) =>
        field.Length == 0 ? -1
        : posted is null ? 0
        : Array.IndexOf(posted, field) is >= 0 and var place ? place : int.MaxValue;

    private static IHtmlContent Line(string field, string sentence)
    {
        if (field.Length == 0) { return new HtmlContentBuilder().Append(sentence); }

        var link = new TagBuilder("a");
        link.Attributes["href"] = "#" + FieldNames.IdOf(field);
        link.InnerHtml.Append(sentence);
        return link;
    }
}

/// <summary>How fields are named in the page.</summary>
internal static class FieldNames
{
    /// <summary>Input.Amount becomes Input_Amount.</summary>
    public static string IdOf(string field) => TagBuilder.CreateSanitizedId(field, "_");

    /// <summary>The name a value is posted under, with the prefix of the template it stands in.</summary>
    public static string FullName(ViewContext view, ModelExpression field) =>
        view.ViewData.TemplateInfo.GetFullHtmlFieldName(field.Name);
}
