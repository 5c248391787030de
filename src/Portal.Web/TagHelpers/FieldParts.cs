using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Portal.Web.Words;

namespace Portal.Web.TagHelpers;

/// <summary>What every kind of field has beside its control: its id, its hint, what is wrong with it.</summary>
internal sealed class FieldParts(Words<SharedBook> words, ModelStateDictionary state, string name)
{
    public string Id { get; } = FieldNames.IdOf(name);

    /// <summary>The first sentence about this field, or null when it is well.</summary>
    public string? Wrong { get; } =
        state.TryGetValue(name, out var entry) && entry.Errors.Count > 0 ? entry.Errors[0].ErrorMessage : null;

    /// <summary>Ties the control to its hint and to what is wrong.</summary>
    public void Describe(TagBuilder control, string? hint)
    {
        var ids = new List<string>();
        if (control.Attributes.TryGetValue("aria-describedby", out var written) && written is not null)
        {
            ids.Add(written);
        }

        if (hint is not null) { ids.Add($"{Id}_hint"); }
        if (Wrong is not null)
        {
            ids.Add($"{Id}_wrong");
            control.Attributes["aria-invalid"] = "true";
        }

        if (ids.Count > 0) { control.Attributes["aria-describedby"] = string.Join(' ', ids); }
    }

    public IHtmlContent HintLine(string? hint)
    {
        if (hint is null) { return HtmlString.Empty; }

        var line = new TagBuilder("span");
        line.AddCssClass("usa-hint");
        line.Attributes["id"] = $"{Id}_hint";
        line.InnerHtml.Append(hint);
        return line;
    }

    public IHtmlContent WrongLine()
    {
        if (Wrong is null) { return HtmlString.Empty; }

        var line = new TagBuilder("span");
        line.AddCssClass("usa-error-message");
        line.Attributes["id"] = $"{Id}_wrong";
        line.InnerHtml.AppendHtml("<span class=\"visually-hidden\">").Append(words["Error_FieldPrefix"])
            .AppendHtml("</span>").Append(Wrong);
        return line;
    }
}
