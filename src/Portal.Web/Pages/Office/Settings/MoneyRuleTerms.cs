using System.Globalization;
using Portal.Core.Money;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Settings;

/// <summary>What a rule about money says, in words: where it says it, and the figure.</summary>
public sealed class MoneyRuleTerms(Words<OfficeBook> words)
{
    /// <summary>The names that rules use for what they say, each with a word of its own.</summary>
    public static readonly IReadOnlySet<string> Names = new HashSet<string>
    {
        "limits", "correction", "bill_canceled", "fee", "returned_item", "waiver", "leak", "security_deposit",
        "limit_window_days", "due_days", "reasons", "code", "en", "es", "families", "services", "first_percent",
        "grace_days", "grace_in_working_days", "next_percent", "every", "above_cents", "on_penalties", "method",
        "over_percent", "over_units", "average_months", "most_bills", "lifetime", "most_leaks_per_year",
        "needs_clean_cycle", "within_days", "needs_document", "sewer_to_average", "late_charge_waiver_months",
        "kind", "kinds", "margin", "review_months", "threshold", "least_credit_cents", "history_months",
        "fund", "return_limit_cents", "return_window_days", "months", "late_payments", "returned_items", "cut_offs",
        "missed_payments", "missed_after_days", "waived_after_good_months", "classes", "usual_cents", "interest",
        "from", "percent", "interest_credited", "extension", "plan", "current_bill_days", "reminder_days",
        "months_after_broken", "most_days", "most_per_year", "least_owed_cents", "most_owed_cents", "least_months",
        "most_months", "down_payment_percent", "down_payment_days", "least_installment_cents",
        "most_cents", "check_days", "debit_days", "card", "bank", "flat_cents", "payment_percent",
        "is_processors", "may_exceed", "bands", "up_to_cents", "role", "patience", "open_days",
        "approvals", "notice_years", "resolution_years", "published_cents", "letter_days",
    };

    /// <summary>What may be chosen in a rule, each with a word of its own.</summary>
    public static readonly IReadOnlySet<string> Choices = new HashSet<string>
    {
        "half_of_excess", "half_of_excess_units", "excess_at_average_rate", "lowest_tier", "half_of_cost_over_average",
        "thirty_days", "month", "quarter", "fixed_twelfth", "fixed_eleventh", "reviewed", "rolling", "end",
        "anniversary",
    };

    /// <summary>Where it is said: <c>families[1].grace_days</c> is the first family's days of grace.</summary>
    public string Where(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return string.Join(" · ", path.Split('.').Select(part =>
        {
            var name = part.Split('[')[0];
            var said = Names.Contains(name) ? words[$"MoneyName_{name}"] : name.Replace('_', ' ');
            return part.Length == name.Length ? said : $"{said} {part[(name.Length + 1)..^1]}";
        }));
    }

    /// <summary>What is said there: cents as money, yes and no in the reader's language, a dash for nothing.</summary>
    public string Said(string path, string? what)
    {
        ArgumentNullException.ThrowIfNull(path);
        return what switch
        {
            null => "–",
            "True" or "true" => words["MoneyRule_Yes"],
            "False" or "false" => words["MoneyRule_No"],
            _ when IsMoney(path) && long.TryParse(what, CultureInfo.InvariantCulture, out var cents) =>
                new Usd(cents).ToString(),
            _ when path.EndsWith("_percent", StringComparison.Ordinal) => $"{what} %",
            _ when Choices.Contains(what) => words[$"MoneyChoice_{what}"],
            _ => what.Replace('_', ' '),
        };
    }

    private static bool IsMoney(string path) =>
        path.EndsWith("_cents", StringComparison.Ordinal) || path.StartsWith("limits.", StringComparison.Ordinal);
}
