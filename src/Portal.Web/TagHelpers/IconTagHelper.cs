using Microsoft.AspNetCore.Razor.TagHelpers;
using Portal.Web.Look;

namespace Portal.Web.TagHelpers;

/// <summary>
/// <c>&lt;icon name="check" /&gt;</c> draws a picture of the theme's sprite (wwwroot-theme/img/icons). It is never
/// the only thing that says something: words stand beside it.
/// </summary>
[HtmlTargetElement("icon", TagStructure = TagStructure.WithoutEndTag)]
public sealed class IconTagHelper(BuiltTheme theme) : TagHelper
{
    public string Name { get; set; } = "";

    /// <summary>The picture as markup.</summary>
    public static string Markup(BuiltTheme theme, string name) =>
        "<svg class=\"icon\" aria-hidden=\"true\" focusable=\"false\">"
        + $"<use href=\"{theme.Address("img/icons.svg")}#{name}\"></use></svg>";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(Markup(theme, Name));
    }
}
