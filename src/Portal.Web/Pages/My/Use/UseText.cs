using System.Globalization;
using Portal.Core.Billing;
using Portal.Core.Usage;
using Portal.Core.Usage.Alerts;
using Portal.Web.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.Pages.My.Use;

/// <summary>Says use as people say it. It compares and never guesses why: no weather, no habits.</summary>
public static class UseText
{
    /// <summary>10; 0.31.</summary>
    public static string Number(decimal number) => number.ToString("#,##0.##", CultureInfo.CurrentCulture);

    /// <summary>"10 CCF (about 7,480 gallons)"; without gallons for other units.</summary>
    public static string Amount(Words<UseBook> words, decimal used, string unit)
    {
        ArgumentNullException.ThrowIfNull(words);
        return UseSeries.Gallons(used, unit) is { } gallons && unit != "gal"
            ? words["AmountGallons", Number(used), unit, Gallons(gallons)]
            : words["Amount", Number(used), unit];
    }

    public static string Gallons(decimal gallons) => gallons.ToString("#,##0", CultureInfo.CurrentCulture);

    /// <summary>What a bar stands for: Nov 3, 2026; November 2026; 2026.</summary>
    public static string When(DayWords days, UseBy by, DateOnly from)
    {
        ArgumentNullException.ThrowIfNull(days);
        return by switch
        {
            UseBy.Day => days.Of(from, DayForm.PlainDay),
            UseBy.Month => days.Of(from, DayForm.Month),
            _ => from.Year.ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Under a bar: 3; Nov; 2026.</summary>
    public static string Mark(DayWords days, UseBy by, DateOnly from)
    {
        ArgumentNullException.ThrowIfNull(days);
        return by switch
        {
            UseBy.Day => from.Day.ToString(CultureInfo.InvariantCulture),
            UseBy.Month => days.Of(from, DayForm.ShortMonth),
            _ => from.Year.ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <summary>"November 2026: 10 CCF (about 7,480 gallons). 2 CCF (17 percent) less than a year before."</summary>
    public static string Sentence(Words<UseBook> words, string when, UseRow row, string unit)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(row);
        if (row.Used is not { } used) { return words["Sentence_None", when]; }

        var known = row.IsWhole
            ? words["Sentence", when, Amount(words, used, unit)]
            : words["Sentence_Part", when, Amount(words, used, unit), row.DaysKnown, row.Days];
        return row.UsedBefore is { } before ? $"{known} {Compared(words, used, before, unit)}" : known;
    }

    private static string Compared(Words<UseBook> words, decimal used, decimal before, string unit)
    {
        var more = Math.Round(used, 2) - Math.Round(before, 2);
        if (more == 0m) { return words["Compare_Same"]; }

        var percent = before == 0m ? 0m : Math.Round(Math.Abs(used - before) / before * 100m);
        var key = more > 0m ? "Compare_More" : "Compare_Less";
        return percent is 0m or > 999m
            ? words[key, Number(Math.Abs(more)), unit]
            : words[$"{key}Percent", Number(Math.Abs(more)), unit, percent.ToString("0", CultureInfo.CurrentCulture)];
    }

    /// <summary>What was noticed, from when to when and how much.</summary>
    public static string Of(Words<UseBook> words, DayWords days, UseAlert alert)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(days);
        ArgumentNullException.ThrowIfNull(alert);
        return words[
            $"Alert_{alert.Kind}", days.Of(alert.FirstDay, DayForm.PlainDay), days.Of(alert.LastDay, DayForm.PlainDay),
            Amount(words, alert.Used, alert.Unit), Amount(words, alert.Usual * alert.Days, alert.Unit)];
    }

    /// <summary>How the use of some days is known.</summary>
    public static string HowKnown(Words<UseBook> words, UseRow row)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(row);
        if (row.Source is not { } source) { return words["Known_None"]; }

        return row.IsWhole
            ? words[$"Known_{source}"]
            : words["Known_Part", words[$"Known_{source}"], row.DaysKnown, row.Days];
    }
}
