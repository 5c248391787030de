using System.Globalization;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Portal.Core.Common;
using Portal.Web.Words;

namespace Portal.Web.TagHelpers;

/// <summary>How much of a day to write; the patterns are Format_… in Words/Shared.resx.</summary>
public enum DayForm
{
    /// <summary>Tue, Dec 15, 2026: where someone has to do something by then.</summary>
    Day,

    /// <summary>Dec 15, 2026: in lists and tables.</summary>
    PlainDay,

    /// <summary>Dec 15: where the year is clear.</summary>
    ShortDay,

    /// <summary>Tuesday, December 15, 2026.</summary>
    LongDay,

    /// <summary>December 2026.</summary>
    Month,

    /// <summary>Dec: under the bars of a chart.</summary>
    ShortMonth,
}

/// <summary><c>&lt;day on="Model.DueOn" /&gt;</c> writes Tue, Dec 15, 2026 in a time element.</summary>
[HtmlTargetElement("day", TagStructure = TagStructure.WithoutEndTag)]
public sealed class DayTagHelper(DayWords words) : TagHelper
{
    public DateOnly On { get; set; }

    public DayForm Form { get; set; } = DayForm.Day;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "time";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("datetime", On.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        output.Content.SetContent(words.Of(On, Form));
    }
}

/// <summary><c>&lt;moment at="Model.PaidAt" /&gt;</c> writes a moment as the city's wall clocks show it.</summary>
[HtmlTargetElement("moment", TagStructure = TagStructure.WithoutEndTag)]
public sealed class MomentTagHelper(DayWords words) : TagHelper
{
    public DateTimeOffset At { get; set; }

    /// <summary>True to leave the day out.</summary>
    public bool TimeOnly { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "time";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("datetime", At.UtcDateTime.ToString("s", CultureInfo.InvariantCulture) + "Z");
        output.Content.SetContent(TimeOnly ? words.TimeOf(At) : words.Of(At));
    }
}

/// <summary>Days and moments in words, in the reader's language, for sentences: <c>days.Of(bill.DueOn)</c>.</summary>
public sealed class DayWords(Words<SharedBook> words, BusinessClock clock)
{
    /// <summary>Tue, Dec 15, 2026; mar, 15 de dic de 2026.</summary>
    public string Of(DateOnly day, DayForm form = DayForm.Day) =>
        Write(day.ToDateTime(TimeOnly.MinValue), words[$"Format_{form}"]);

    /// <summary>Tue, Dec 15, 2026, 3:04 PM, in the city's time.</summary>
    public string Of(DateTimeOffset moment) => Write(clock.InCity(moment).DateTime, words["Format_Moment"]);

    /// <summary>3:04 PM, in the city's time.</summary>
    public string TimeOf(DateTimeOffset moment) => Write(clock.InCity(moment).DateTime, words["Format_Time"]);

    private static string Write(DateTime wallClock, string pattern) =>
        wallClock.ToString(pattern, CultureInfo.CurrentCulture).Replace('\u202f', ' ');
}
