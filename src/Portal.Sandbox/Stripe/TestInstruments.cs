namespace Portal.Sandbox.Stripe;

/// <summary>A card of Stripe's test set, and how its bank answers.</summary>
/// <param name="Brand">As the API writes it: visa, mastercard, amex, discover.</param>
/// <param name="Decline">Code and decline code when the bank says no; null when it says yes.</param>
/// <param name="RefundFails">A refund looks done at first and fails later.</param>
/// <param name="NeedsAuthentication">Cannot be charged without its holder present.</param>
/// <param name="DeclineKept">Can be kept for later; charges of it are declined so.</param>
public sealed record TestCard(
    string Number, string Brand, string Funding = "credit", (string Code, string? DeclineCode)? Decline = null,
    bool RefundFails = false, bool NeedsAuthentication = false, (string Code, string? DeclineCode)? DeclineKept = null)
{
    /// <summary>Numbers and answers from Stripe's testing page.</summary>
    public static readonly IReadOnlyList<TestCard> All =
    [
        new("4242424242424242", "visa"),
        new("4000056655665556", "visa", "debit"),
        new("5555555555554444", "mastercard"),
        new("378282246310005", "amex"),
        new("6011111111111117", "discover"),
        new("4000000000000002", "visa", Decline: ("card_declined", "generic_decline")),
        new("4000000000009995", "visa", Decline: ("card_declined", "insufficient_funds")),
        new("4000000000009987", "visa", Decline: ("card_declined", "lost_card")),
        new("4000000000009979", "visa", Decline: ("card_declined", "stolen_card")),
        new("4000000000000069", "visa", Decline: ("expired_card", null)),
        new("4000000000005126", "visa", RefundFails: true),
        new("4000002500003155", "visa", NeedsAuthentication: true),
        new("4000000000000341", "visa", DeclineKept: ("card_declined", "generic_decline")),
        // Not of Stripe's page.
        new("4000000000009961", "visa", DeclineKept: ("card_declined", "lost_card")),
    ];

    public static TestCard? Find(string number) => All.FirstOrDefault(card => card.Number == number);
}

/// <summary>A bank account of Stripe's test set; all at one made-up bank.</summary>
/// <param name="Failure">The code with which its debit fails after some days; null when it settles.</param>
/// <param name="Blocked">
/// Where the bank closes the account to further debits: its reason and the return code, as the method then says.
/// </param>
public sealed record TestBank(string Number, string? Failure = null, (string Reason, string ReturnCode)? Blocked = null)
{
    public const string Routing = "110000000";

    public static readonly IReadOnlyList<TestBank> All =
    [
        new("000123456789"),
        new("000111111113", "account_closed", ("bank_account_closed", "R02")),
        new("000111111116", "no_account", ("bank_account_invalid_details", "R03")),
        new("000222222227", "insufficient_funds"),
        new("000333333335", "debit_not_authorized", ("debit_not_authorized", "R07")),
        // Not of Stripe's page: one for each further code that a bank blocks an account with.
        new("000999000004", "invalid_account_number", ("bank_account_invalid_details", "R04")),
        new("000999000008", "debit_not_authorized", ("debit_not_authorized", "R08")),
        new("000999000010", "debit_not_authorized", ("debit_not_authorized", "R10")),
        new("000999000016", "bank_account_restricted", ("bank_account_frozen", "R16")),
        new("000999000020", "bank_account_restricted", ("bank_account_restricted", "R20")),
        new("000999000029", "debit_not_authorized", ("debit_not_authorized", "R29")),
        new("000444444440", "invalid_currency"),
    ];

    public static TestBank? Find(string number) => All.FirstOrDefault(bank => bank.Number == number);
}
