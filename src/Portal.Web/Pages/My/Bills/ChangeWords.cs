using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Money;
using Portal.Web.Words;

namespace Portal.Web.Pages.My.Bills;

/// <summary>Says why a bill is different from the one before.</summary>
internal static class ChangeWords
{
    /// <summary>One cause: "You used 3 CCF more water (10 instead of 7)".</summary>
    public static string Of(Words<MyBook> words, ChangeCause cause)
    {
        var service = cause.Service is { } of ? words[$"Service_{of}"] : "";
        return cause.Kind switch
        {
            ChangeKind.Use when cause.Used is { } used => OfUse(words, used, cause.Service!.Value, service),
            ChangeKind.Leak or ChangeKind.Estimated or ChangeKind.CorrectsEstimate when cause.Used is { } used =>
                Say(words, $"Why_{cause.Kind}Use", used, service),
            ChangeKind.Estimated or ChangeKind.CorrectsEstimate => words[$"Why_{cause.Kind}Any", service],
            ChangeKind.Days => words[cause.Amount.IsNegative ? "Why_DaysLess" : "Why_DaysMore"],
            _ => cause.Service is null ? words[$"Why_{cause.Kind}"] : words[$"Why_{cause.Kind}", service],
        };
    }

    /// <summary>Of bills with as many days the sums are compared, of others a day of each.</summary>
    private static string OfUse(Words<MyBook> words, UseChange used, UtilityService of, string service)
    {
        if (used.Days != used.DaysBefore && used is { Days: > 0, DaysBefore: > 0 })
        {
            var (day, dayBefore) = (used.Now / used.Days, used.Before / used.DaysBefore);
            return words[
                day >= dayBefore ? "Why_DailyMore" : "Why_DailyLess", UseWords.Number(day),
                UseWords.Number(dayBefore), used.Unit, service];
        }

        var named = of is UtilityService.Water or UtilityService.Sewer or UtilityService.Refuse ? $"{of}" : "Other";
        return Say(words, (used.Now >= used.Before ? "Why_UseMore" : "Why_UseLess") + named, used, service);
    }

    private static string Say(Words<MyBook> words, string key, UseChange used, string service) => words[
        key, UseWords.Number(Math.Abs(used.Now - used.Before)), used.Unit, UseWords.Number(used.Now),
        UseWords.Number(used.Before), service];

    /// <summary>What explains without costing by itself: days, estimates.</summary>
    public static IEnumerable<string> Notes(Words<MyBook> words, BillChange change)
    {
        if (change.Days != change.DaysBefore)
        {
            yield return words["Why_Days", change.Days, change.DaysBefore];
        }

        if (change.Estimated)
        {
            yield return words["Why_Estimated"];
        }
        else if (change.EstimatedBefore)
        {
            yield return words["Why_CorrectsEstimate"];
        }
    }

    /// <summary>+$9.40, −$3.10.</summary>
    public static string Signed(Usd amount) => amount.IsPositive ? $"+{amount}" : amount.ToString();
}
