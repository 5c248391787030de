using System.Text.RegularExpressions;

namespace Portal.Core.Notices;

/// <summary>
/// The fields with which a notice may be written, {{like_this}}, and what a letter that says them proves. Values are
/// plain words, already in the letter's language; several lines are allowed. Any other field is refused by name.
/// </summary>
public static partial class NoticeFields
{
    /// <summary>Every field by its code. What <see cref="WriteNotice"/> knows itself need not be given.</summary>
    public static readonly IReadOnlyList<string> All =
    [
        // Known from the account and the city.
        "customer_name", "mailing_address", "service_address", "account_ending", "phone", "hours", "pay_online",
        "office_address", "city", "notice_day",

        // Known to whoever sends it.
        "services", "reason", "amount_due", "amount_to_stop", "bill_day", "due_day", "pay_by", "shut_off_day",
        "shut_off_hours", "restored_day", "missed_amount", "missed_day", "how_to_extend", "how_to_appeal",
        "how_to_complain", "payment_plans", "assistance", "medical", "restore", "restore_fees", "occupant_rights",
        "third_party", "agency", "policy", "languages", "plan_terms", "unclaimed_amount", "unclaimed_since", "claim_by",
    ];

    /// <summary>
    /// What a pack of rules can ask a letter to say, and how it is proved: by all fields of one of the choices, each
    /// in the words as sent.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyList<string>>> Proofs =
        new Dictionary<string, IReadOnlyList<IReadOnlyList<string>>>(StringComparer.Ordinal)
        {
            ["customer_name_address"] = [["customer_name", "mailing_address"]],
            ["service_address"] = [["service_address"]],
            ["account"] = [["account_ending"]],
            ["reason"] = [["reason"]],
            ["amount"] = [["amount_due"], ["amount_to_stop"], ["missed_amount"]],
            ["date"] = [["pay_by"], ["shut_off_day"]],
            ["shut_off_day"] = [["shut_off_day"]],
            ["extension"] = [["how_to_extend"]],
            ["appeal"] = [["how_to_appeal"]],
            ["complaint"] = [["how_to_complain"], ["how_to_appeal"]],
            ["payment_plan"] = [["payment_plans"]],
            ["assistance"] = [["assistance"]],
            ["medical"] = [["medical"]],
            ["restore"] = [["restore"]],
            ["fees"] = [["restore_fees"]],
            ["phone"] = [["phone"]],
            ["hours"] = [["hours"]],
            ["how_to_pay"] = [["pay_online"], ["office_address"]],
            ["occupant_rights"] = [["occupant_rights"]],
            ["third_party"] = [["third_party"]],
            ["agency"] = [["agency"]],
            ["policy"] = [["policy"]],
            ["languages"] = [["languages"]],
            ["plan_terms"] = [["plan_terms"]],
            ["unclaimed_amount"] = [["unclaimed_amount"]],
            ["claim_by"] = [["claim_by"]],
        };

    /// <summary>The fields in some words, each once, in order; known or not.</summary>
    public static IReadOnlyList<string> In(string words) =>
        [.. Field().Matches(words).Select(m => m.Groups[1].Value).Distinct(StringComparer.Ordinal)];

    /// <summary>Fields in some words that nobody can fill.</summary>
    public static IReadOnlyList<string> UnknownIn(string words) =>
        [.. In(words).Where(f => !All.Contains(f, StringComparer.Ordinal))];

    /// <summary>Elements asked for that these fields do not prove; an element that is none is among them.</summary>
    public static IReadOnlyList<string> Missing(IEnumerable<string> said, IEnumerable<string> asked)
    {
        var all = said.ToHashSet(StringComparer.Ordinal);
        return [.. asked.Distinct(StringComparer.Ordinal)
            .Where(e => !Proofs.TryGetValue(e, out var choices) || !choices.Any(c => c.All(all.Contains)))];
    }

    [GeneratedRegex(@"\{\{\s*([^{}]*?)\s*\}\}")]
    internal static partial Regex Field();
}
