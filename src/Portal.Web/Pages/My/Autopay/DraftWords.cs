using System.Globalization;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Wallet;
using Portal.Web.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.Pages.My.Autopay;

/// <summary>What autopay will do next, in one sentence that is always true.</summary>
public sealed class DraftWords(Words<WalletBook> words, DayWords days)
{
    /// <param name="method">Named only to whose it is.</param>
    public string Next(NextDraft next, SavedMethod? method)
    {
        ArgumentNullException.ThrowIfNull(next);
        if (next.On is not { } on)
        {
            return next.Why is null ? words["Next_Waiting"] : words["Next_OnHold", Because(next)];
        }

        return next.IsBeingTaken ? words["Next_BeingTaken", next.Amount]
            : next.Why is not null ? words["Next_WillNot", next.Amount, days.Of(on, DayForm.PlainDay), Because(next)]
            : next.Announced is { } announced
                ? words["Next_WillLess", next.Amount, days.Of(on, DayForm.PlainDay), announced]
            : method is not null
                ? words["Next_WillFrom", next.Amount, days.Of(on, DayForm.PlainDay), Named.Of(method)]
            : words["Next_Will", next.Amount, days.Of(on, DayForm.PlainDay)];
    }

    /// <summary>How a draft stands: "Will be taken", "Paid".</summary>
    public string State(Draft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return words[draft is { State: DraftState.Promised, Tries: > 0 } ? "Draft_TriedAgain" : $"Draft_{draft.State}"];
    }

    /// <summary>"because nothing was due".</summary>
    public string Because(DraftWhy why) => words[$"Because_{why}"];

    /// <summary>"On the due date of each bill".</summary>
    public static string When(AutopayTerms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return terms.When(CultureInfo.CurrentUICulture);
    }

    private string Because(NextDraft next) => next.Why == DraftWhy.AutopaySuspended
        ? words[$"Because_{next.Autopay.Why}"]
        : words[$"Because_{next.Why}"];
}
