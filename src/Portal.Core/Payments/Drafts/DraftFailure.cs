using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Gateway;

namespace Portal.Core.Payments.Drafts;

/// <summary>
/// What a failed try means, by what the bank said (domain.md §3.2, §4.1): try again on the next banking day, or stop,
/// and whether autopay stops with it.
/// </summary>
/// <param name="TryAgain">On the next banking day.</param>
/// <param name="Suspend">Why autopay is suspended; null when it goes on with the next bill.</param>
public sealed record DraftFailure(bool TryAgain, AutopayWhy? Suspend)
{
    /// <summary>A draft is tried so often, on as many banking days.</summary>
    public const int MostTries = 3;

    /// <summary>After so many returns for want of money in twelve months autopay is suspended.</summary>
    public const int MostReturns = 2;

    private static readonly DraftFailure GiveUp = new(false, null);

    /// <summary>Return codes that end the use of a bank account; R01 and R09 are reckoned apart.</summary>
    private static readonly Dictionary<string, AutopayWhy> Returns = new()
    {
        ["R02"] = AutopayWhy.BankClosed,
        ["R03"] = AutopayWhy.BankClosed,
        ["R04"] = AutopayWhy.BankClosed,
        ["R05"] = AutopayWhy.BankRevoked,
        ["R07"] = AutopayWhy.BankRevoked,
        ["R08"] = AutopayWhy.StopPayment,
        ["R10"] = AutopayWhy.BankRevoked,
        ["R12"] = AutopayWhy.BankClosed,
        ["R14"] = AutopayWhy.HolderDied,
        ["R15"] = AutopayWhy.HolderDied,
        ["R16"] = AutopayWhy.BankFrozen,
        ["R17"] = AutopayWhy.BankClosed,
        ["R20"] = AutopayWhy.BankClosed,
        ["R29"] = AutopayWhy.BankRevoked,
    };

    /// <summary>Cards that will not be taken tomorrow either.</summary>
    private static readonly HashSet<string> DeadCards =
    [
        "expired_card", "lost_card", "stolen_card", "pickup_card", "restricted_card", "invalid_account",
        "fraudulent", "card_not_supported", "currency_not_supported", "new_account_information_available",
        "revocation_of_all_authorizations", "revocation_of_authorization", "stop_payment_order", "security_violation",
        "transaction_not_allowed", "no_action_taken", "not_permitted",
    ];

    /// <param name="code">The processor's code of a card's failure.</param>
    /// <param name="returnCode">"R01" and so on of a bank debit.</param>
    /// <param name="tries">How often this draft was sent.</param>
    /// <param name="returns">Debits that came back for want of money in twelve months, this one too.</param>
    public static DraftFailure Of(GatewayTender tender, string? code, string? returnCode, int tries, int returns) =>
        tender == GatewayTender.Card ? OfCard(code, tries)
        : returnCode is "R01" or "R09" ? OfWantOfMoney(tries, returns)
        : returnCode is not null && Returns.TryGetValue(returnCode, out var why) ? new(false, why)
        : GiveUp;

    private static DraftFailure OfCard(string? code, int tries) =>
        code == "authentication_required" ? new(false, AutopayWhy.CardNeedsPayer)
        : code is not null && DeadCards.Contains(code) ? new(false, AutopayWhy.CardRefused)
        : tries < MostTries ? new(true, null)
        : GiveUp;

    /// <summary>One try more, unless it is the second return of the year.</summary>
    private static DraftFailure OfWantOfMoney(int tries, int returns) =>
        returns >= MostReturns ? new(false, AutopayWhy.TwoReturns)
        : tries < 2 ? new(true, null)
        : GiveUp;
}
