using Microsoft.AspNetCore.Razor.TagHelpers;
using Portal.Web.Look;

namespace Portal.Web.TagHelpers;

/// <summary>What a status or an alert means for the reader.</summary>
public enum Tone
{
    /// <summary>Neither good nor bad: closed, off.</summary>
    Quiet,

    /// <summary>Paid, done, on.</summary>
    Good,

    /// <summary>Something is to be done soon, or is unsure.</summary>
    Warn,

    /// <summary>Late, refused, failed.</summary>
    Bad,

    /// <summary>On its way, under way, worth knowing.</summary>
    Info,
}

/// <summary>
/// <c>&lt;status tone="Good"&gt;Paid&lt;/status&gt;</c>: a word with a picture, never colour alone. The picture follows
/// the tone unless <c>icon</c> names another.
/// </summary>
[HtmlTargetElement("status")]
public sealed class StatusTagHelper(BuiltTheme theme) : TagHelper
{
    public Tone Tone { get; set; }

    public string? Icon { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "span";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("status");
        output.AddClass(ClassOf("status", Tone));
        output.PreContent.SetHtmlContent(IconTagHelper.Markup(theme, Icon ?? IconOf(Tone, clock: true)));
    }

    internal static string ClassOf(string component, Tone tone) => $"{component}--" + tone switch
    {
        Tone.Quiet => "quiet",
        Tone.Good => "good",
        Tone.Warn => "warn",
        Tone.Bad => "bad",
        Tone.Info => "info",
        _ => throw new InvalidOperationException($"Unknown tone {tone}."),
    };

    internal static string IconOf(Tone tone, bool clock) => tone switch
    {
        Tone.Quiet => "minus-circle",
        Tone.Good => "check-circle",
        Tone.Warn => "warning",
        Tone.Bad => "error",
        Tone.Info => clock ? "clock" : "info",
        _ => throw new InvalidOperationException($"Unknown tone {tone}."),
    };
}

/// <summary>
/// <c>&lt;alert tone="Info" title="…"&gt;…&lt;/alert&gt;</c>: a framed message. What just happened is announced to
/// screen readers when <c>announce</c> is set.
/// </summary>
[HtmlTargetElement("alert")]
public sealed class AlertTagHelper(BuiltTheme theme) : TagHelper
{
    public Tone Tone { get; set; } = Tone.Info;

    public string? Title { get; set; }

    public bool Announce { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.AddClass("alert");
        output.AddClass(StatusTagHelper.ClassOf("alert", Tone));
        if (Announce) { output.Attributes.SetAttribute("role", Tone == Tone.Bad ? "alert" : "status"); }

        var icon = IconTagHelper.Markup(theme, StatusTagHelper.IconOf(Tone, clock: false));
        output.PreContent.SetHtmlContent(icon + "<div class=\"alert__text\">");
        if (Title is not null)
        {
            output.PreContent.AppendHtml("<p class=\"alert__title\">").Append(Title).AppendHtml("</p>");
        }

        output.PostContent.SetHtmlContent("</div>");
    }
}
