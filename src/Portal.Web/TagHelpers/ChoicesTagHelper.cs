using System.Globalization;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.TagHelpers;

/// <summary>One answer of a question with several.</summary>
/// <param name="Value">What is posted.</param>
/// <param name="Text">What is read.</param>
/// <param name="Hint">A second, quieter line.</param>
public sealed record Choice(string Value, string Text, string? Hint = null);

/// <summary>
/// <c>&lt;choices for="Input.How" legend="…" options="…" /&gt;</c>: one question, radio buttons; with <c>many</c>,
/// checkboxes. <c>tiles</c> frames each answer, for the one question of a page.
/// </summary>
[HtmlTargetElement("choices", Attributes = "for", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ChoicesTagHelper(Words<SharedBook> words) : TagHelper
{
    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext View { get; set; } = null!;

    public ModelExpression For { get; set; } = null!;

    public string Legend { get; set; } = "";

    public string? Hint { get; set; }

    public IEnumerable<Choice> Options { get; set; } = [];

    public bool Many { get; set; }

    public bool Tiles { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var name = FieldNames.FullName(View, For);
        var parts = new FieldParts(words, View.ModelState, name);
        var set = new TagBuilder("fieldset");
        parts.Describe(set, Hint);
        set.Attributes.Remove("aria-invalid");
        output.TagName = "fieldset";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass(parts.Wrong is null ? "field" : "field field--wrong");
        foreach (var (key, value) in set.Attributes) { output.Attributes.SetAttribute(key, value); }
        output.Content.AppendHtml("<legend class=\"usa-legend\">").Append(Legend).AppendHtml("</legend>")
            .AppendHtml(parts.HintLine(Hint)).AppendHtml(parts.WrongLine());
        var chosen = Chosen(name);
        var place = 0;
        foreach (var option in Options)
        {
            var id = place++ == 0 ? parts.Id : $"{parts.Id}_{place}";
            output.Content.AppendHtml(Line(option, name, id, chosen.Contains(option.Value)));
        }
    }

    private HashSet<string> Chosen(string name)
    {
        if (View.ModelState.TryGetValue(name, out var entry) && entry.RawValue is not null)
        {
            return entry.RawValue is string[] several ? [.. several] : [entry.RawValue.ToString()!];
        }

        return For.Model switch
        {
            null => [],
            string one => [one],
            IEnumerable<string> several => [.. several],
            { } other => [Convert.ToString(other, CultureInfo.InvariantCulture)!],
        };
    }

    private TagBuilder Line(Choice option, string name, string id, bool chosen)
    {
        var line = new TagBuilder("div");
        line.AddCssClass(Tiles ? "choice choice--tile" : "choice");
        var input = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        input.Attributes["type"] = Many ? "checkbox" : "radio";
        input.Attributes["id"] = id;
        input.Attributes["name"] = name;
        input.Attributes["value"] = option.Value;
        if (chosen) { input.Attributes["checked"] = "checked"; }
        if (option.Hint is not null) { input.Attributes["aria-describedby"] = $"{id}_more"; }
        line.InnerHtml.AppendHtml(input);
        line.InnerHtml.AppendHtml($"<label for=\"{id}\">").Append(option.Text).AppendHtml("</label>");
        if (option.Hint is not null)
        {
            line.InnerHtml.AppendHtml($"<span class=\"usa-hint\" id=\"{id}_more\">").Append(option.Hint)
                .AppendHtml("</span>");
        }

        return line;
    }
}

/// <summary><c>&lt;check for="Input.Remember" label="…" /&gt;</c>: one yes-or-no question.</summary>
[HtmlTargetElement("check", Attributes = "for", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class CheckTagHelper(Words<SharedBook> words) : TagHelper
{
    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext View { get; set; } = null!;

    public ModelExpression For { get; set; } = null!;

    public string Label { get; set; } = "";

    public string? Hint { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var name = FieldNames.FullName(View, For);
        var parts = new FieldParts(words, View.ModelState, name);
        var input = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        input.Attributes["type"] = "checkbox";
        input.Attributes["id"] = parts.Id;
        input.Attributes["name"] = name;
        input.Attributes["value"] = "true";
        if (For.Model is true) { input.Attributes["checked"] = "checked"; }

        parts.Describe(input, Hint);
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass(parts.Wrong is null ? "field" : "field field--wrong");
        output.Content.AppendHtml(parts.WrongLine()).AppendHtml("<div class=\"choice\">").AppendHtml(input)
            .AppendHtml($"<label for=\"{parts.Id}\">").Append(Label).AppendHtml("</label>")
            .AppendHtml(parts.HintLine(Hint)).AppendHtml("</div>");
    }
}
