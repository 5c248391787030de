using Portal.Core.Common;

namespace Portal.Core.Delinquency;

/// <summary>Why nothing is done with an account, in words for people.</summary>
public static class SkipWords
{
    private static readonly HashSet<string> Known =
    [
        "account_closed", "de_minimis", "no_ladder", "with_the_field", "after_shut_off", "not_yet", "no_mail_today",
        "for_the_list", "state", "delinquent_days", "printed_day", "day", "hours", "contact", "paid", "lapsed",
        "checkout_open", "news_unread", "changed", "another_day", "no_pack",
        "hold_dispute", "hold_stay", "hold_plan", "hold_autopay", "hold_medical", "hold_payment", "hold_appeal",
        "hold_extension", "hold_weather", "hold_landlord", "hold_agency_error", "hold_disaster",
    ];

    /// <summary>The sentence of a code; a step's code says that its notice or its time is missing.</summary>
    public static Refusal Of(string code) =>
        Known.Contains(code) ? new($"Skipped_{code}") : new Refusal("Skipped_notice", code);
}
