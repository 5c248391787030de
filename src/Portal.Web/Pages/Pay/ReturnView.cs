using Portal.Core.Common;
using Portal.Core.Payments;

namespace Portal.Web.Pages.Pay;

/// <summary>What the return page shows: one of six truths about an attempt.</summary>
/// <param name="Receipts">One for each account, once paid.</param>
public sealed record ReturnView(
    AttemptOutcome Outcome, IReadOnlyList<ReceiptStatement> Receipts, BusinessClock Clock, bool IsGuest)
{
    public ReturnState State => Outcome.Attempt.State switch
    {
        PaymentAttemptState.Succeeded => ReturnState.Paid,
        PaymentAttemptState.Processing => ReturnState.OnItsWay,
        PaymentAttemptState.AwaitingPayer when Outcome.Attempt.ExpiresAt > Clock.Now => ReturnState.NotFinished,
        PaymentAttemptState.Failed => ReturnState.NotTaken,
        PaymentAttemptState.Canceled => ReturnState.Canceled,
        PaymentAttemptState.InSuspense => ReturnState.WithTheOffice,
        _ => ReturnState.FindingOut,
    };

    /// <summary>Why nothing was taken, as far as the payer can do something about it.</summary>
    public string FailureWords => Outcome.Attempt.FailureCode switch
    {
        "insufficient_funds" => "NotTaken_Funds",
        "expired_card" => "NotTaken_Expired",
        "incorrect_cvc" or "invalid_cvc" or "incorrect_number" or "incorrect_zip" => "NotTaken_Details",
        "card_declined" or "generic_decline" or "do_not_honor" => "NotTaken_Declined",
        _ => "NotTaken_Other",
    };

    /// <summary>
    /// Seconds until the page asks again: quickly at first, then with patience. Null once it is settled.
    /// </summary>
    public int? AskAgainIn => State != ReturnState.FindingOut ? null
        : Clock.Now - Outcome.Attempt.CreatedAt < TimeSpan.FromMinutes(2) ? 5 : 30;

    /// <summary>Where to try again.</summary>
    public string StartAgain => IsGuest ? "/pay" : "/my/pay";
}

public enum ReturnState
{
    Paid,
    OnItsWay,
    NotFinished,
    NotTaken,
    Canceled,
    WithTheOffice,
    FindingOut,
}
