using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Portal.Web.TagHelpers;

/// <summary>Adds class names beside those the page wrote.</summary>
internal static class ClassNames
{
    public static void AddClass(this TagHelperOutput output, string name)
    {
        var written = output.Attributes["class"]?.Value?.ToString();
        output.Attributes.SetAttribute("class", string.IsNullOrEmpty(written) ? name : $"{written} {name}");
    }
}
