using System.Globalization;
using Portal.Core.Money;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Gateway;
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
            return words[next.Autopay.Why is null ? "Next_Waiting" : "Next_OnHold", Hold(next)];
        }

        var day = days.Of(on, DayForm.PlainDay);
        var taking = next.SentWith == GatewayTender.BankDebit ? "Next_OnItsWay" : "Next_BeingTaken";
        return next.IsBeingTaken ? $"{Standing(next)} {words[taking, next.Amount]}"
            : next.IsOver ? $"{Standing(next)} {words["Next_WasNot", next.Amount, day, Because(next.Why!.Value)]}"
            : next.Why is not null ? words["Next_WillNot", next.Amount, day, Because(next)]
            : next.Announced is { } announced ? Less(next, day, announced)
            : method is not null ? words["Next_WillFrom", next.Amount, day, Named.Of(method)]
            : words["Next_Will", next.Amount, day];
    }

    /// <summary>A payment to come: that it will be taken, or why not.</summary>
    public string Coming(DraftAhead ahead)
    {
        ArgumentNullException.ThrowIfNull(ahead);
        var on = days.Of(ahead.On, DayForm.PlainDay);
        return ahead.Answer switch
        {
            DraftAnswer.Take(var amount) =>
                words[ahead.Draft.Source == DraftSource.Autopay ? "Coming_Autopay" : "Coming_Scheduled", amount, on],
            DraftAnswer.Leave(var why) => words["Coming_WillNot", ahead.Draft.Amount, on, BecauseNow(why)],
            _ => throw new InvalidOperationException("A draft is taken or left."),
        };
    }

    /// <summary>How a draft stands: "Will be taken", "Paid".</summary>
    public string State(Draft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return words[draft is { State: DraftState.Promised, Tries: > 0 } ? "Draft_TriedAgain" : $"Draft_{draft.State}"];
    }

    /// <summary>"because nothing was due".</summary>
    public string Because(DraftWhy why) => words[$"Because_{why}"];

    /// <summary>The same of what is still to come: "because autopay is on hold".</summary>
    public string BecauseNow(DraftWhy why) =>
        why == DraftWhy.AutopaySuspended ? words["Because_OnHold"] : Because(why);

    /// <summary>"On the due date of each bill".</summary>
    public static string When(AutopayTerms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return terms.When(CultureInfo.CurrentUICulture);
    }

    /// <summary>Less than was announced, and what that comes from.</summary>
    private string Less(NextDraft next, string day, Usd announced) =>
        next.OverCap.IsPositive ? words["Next_WillCap", next.Amount, day, announced, next.OverCap]
        : next.Earlier.IsPositive ? words["Next_WillAfter", next.Amount, day, announced, next.Earlier]
        : words["Next_WillLess", next.Amount, day, announced];

    /// <summary>That autopay is on, or on hold and why: said before what it does with one payment.</summary>
    private string Standing(NextDraft next) =>
        next.Autopay.Why is null ? words["Next_IsOn"] : words["Next_OnHold", Hold(next)];

    private string Hold(NextDraft next) => next.Autopay.Why is { } why ? words[$"Because_{why}"] : "";

    /// <summary>Why autopay is on hold is known while it is; afterwards only that it was.</summary>
    private string Because(NextDraft next) =>
        next is { Why: DraftWhy.AutopaySuspended, Autopay.Why: not null } ? Hold(next) : Because(next.Why!.Value);
}
