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
        if (cause is { Kind: ChangeKind.Use, Quantity: { } now, QuantityBefore: { } before, Unit: { } unit })
        {
            return words[
                now >= before ? $"Why_UseMore{cause.Service}" : $"Why_UseLess{cause.Service}",
                UseWords.Number(Math.Abs(now - before)), unit, UseWords.Number(now), UseWords.Number(before)];
        }

        return cause.Service is { } service
            ? words[$"Why_{cause.Kind}", words[$"Service_{service}"]]
            : words[$"Why_{cause.Kind}"];
    }

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
