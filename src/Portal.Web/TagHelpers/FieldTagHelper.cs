using System.Globalization;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.TagHelpers;

/// <summary>
/// <c>&lt;field for="Input.Email" type="email" label="…" hint="…" autocomplete="email" /&gt;</c>: label, hint, what is
/// wrong, and the control, tied together. <c>type="textarea"</c> and <c>options="…"</c> (a select) too.
/// Any other attribute (inputmode, autocomplete, maxlength, data-…) goes to the control.
/// </summary>
[HtmlTargetElement("field", Attributes = "for", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class FieldTagHelper(Words<SharedBook> words) : TagHelper
{
    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext View { get; set; } = null!;

    public ModelExpression For { get; set; } = null!;

    public string Label { get; set; } = "";

    public string? Hint { get; set; }

    public string Type { get; set; } = "text";

    /// <summary>short, medium or nothing: as wide as what is asked for.</summary>
    public string? Width { get; set; }

    /// <summary>A sign before the control: $.</summary>
    public string? Prefix { get; set; }

    /// <summary>Adds "(optional)" to the label.</summary>
    public bool Optional { get; set; }

    /// <summary>Choices of a select.</summary>
    public IEnumerable<SelectListItem>? Options { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var name = FieldNames.FullName(View, For);
        var parts = new FieldParts(words, View.ModelState, name);
        var control = Control(name, parts.Id);
        foreach (var attribute in output.Attributes.Where(a => a.Name != "class"))
        {
            control.MergeAttribute(attribute.Name, Plain(attribute.Value), replaceExisting: true);
        }

        parts.Describe(control, Hint);
        output.Attributes.Clear();
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass(parts.Wrong is null ? "field" : "field field--wrong");
        output.Content.AppendHtml(LabelFor(parts.Id)).AppendHtml(parts.HintLine(Hint)).AppendHtml(parts.WrongLine());
        output.Content.AppendHtml(Prefix is null ? control : Prefixed(control, Prefix));
    }

    private static string Plain(object? value) => value switch
    {
        HtmlString html => System.Net.WebUtility.HtmlDecode(html.Value) ?? "",
        null => "",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static TagBuilder Prefixed(TagBuilder control, string sign)
    {
        var prefixed = new TagBuilder("div");
        prefixed.AddCssClass("prefixed");
        prefixed.InnerHtml.AppendHtml("<span class=\"prefixed__sign\" aria-hidden=\"true\">").Append(sign)
            .AppendHtml("</span>").AppendHtml(control);
        return prefixed;
    }

    private TagBuilder LabelFor(string id)
    {
        var label = new TagBuilder("label");
        label.AddCssClass("usa-label");
        label.Attributes["for"] = id;
        label.InnerHtml.Append(Label);
        if (Optional)
        {
            label.InnerHtml.AppendHtml(" <span class=\"muted\">").Append(words["Field_Optional"]).AppendHtml("</span>");
        }

        return label;
    }

    private TagBuilder Control(string name, string id)
    {
        var value = Type is "password" or "file" ? "" : Value(name);
        var control = Options is not null ? Select(value) : Type == "textarea" ? TextArea(value) : Input(value);
        control.Attributes["id"] = id;
        control.Attributes["name"] = name;
        if (Width is not null) { control.AddCssClass($"usa-input--{Width}"); }

        return control;
    }

    /// <summary>What the person typed, as typed; else what the page holds.</summary>
    private string Value(string name)
    {
        if (View.ModelState.TryGetValue(name, out var entry) && entry.AttemptedValue is { } typed) { return typed; }

        return For.Model switch
        {
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            { } model => Convert.ToString(model, CultureInfo.CurrentCulture) ?? "",
            null => "",
        };
    }

    private TagBuilder Input(string value)
    {
        var input = new TagBuilder("input") { TagRenderMode = TagRenderMode.SelfClosing };
        input.AddCssClass("usa-input");
        input.Attributes["type"] = Type;
        if (value.Length > 0) { input.Attributes["value"] = value; }

        return input;
    }

    private static TagBuilder TextArea(string value)
    {
        var area = new TagBuilder("textarea");
        area.AddCssClass("usa-textarea");
        area.InnerHtml.AppendHtml("\n").Append(value);
        return area;
    }

    private TagBuilder Select(string value)
    {
        var select = new TagBuilder("select");
        select.AddCssClass("usa-select");
        foreach (var item in Options!)
        {
            var option = new TagBuilder("option");
            option.Attributes["value"] = item.Value ?? item.Text;
            if (item.Selected || (item.Value ?? item.Text) == value) { option.Attributes["selected"] = "selected"; }
            if (item.Disabled) { option.Attributes["disabled"] = "disabled"; }
            option.InnerHtml.Append(item.Text);
            select.InnerHtml.AppendHtml(option);
        }

        return select;
    }
}
