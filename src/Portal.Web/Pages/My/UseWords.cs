using System.Globalization;
using Portal.Core.Billing;
using Portal.Web.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.Pages.My;

/// <summary>Says a month's use as people say it.</summary>
internal static class UseWords
{
    /// <summary>"10 CCF (7,480 gallons) in November, 2 CCF less than the same month last year."</summary>
    public static string Sentence(Words<MyBook> words, DayWords days, UseMonth month)
    {
        var used = Amount(words, month.Used, month.Unit);
        var when = days.Of(month.Month, DayForm.Month);
        var difference = month.Used - month.UsedYearBefore;
        return difference switch
        {
            null => words["Use_Sentence", used, when],
            0 => words["Use_SentenceSame", used, when],
            > 0 => words["Use_SentenceMore", used, when, Number(difference.Value), month.Unit],
            _ => words["Use_SentenceLess", used, when, Number(-difference.Value), month.Unit],
        };
    }

    /// <summary>"10 CCF (7,480 gallons)"; without gallons for other units.</summary>
    public static string Amount(Words<MyBook> words, decimal used, string unit) =>
        UseSeries.Gallons(used, unit) is { } gallons
            ? words["Use_AmountGallons", Number(used), unit, gallons.ToString("#,##0", CultureInfo.CurrentCulture)]
            : words["Use_Amount", Number(used), unit];

    public static string Number(decimal number) => number.ToString("#,##0.##", CultureInfo.CurrentCulture);
}
