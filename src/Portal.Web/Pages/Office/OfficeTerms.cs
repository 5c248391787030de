using Portal.Core.Accounts;
using Portal.Core.Accounts.Record;
using Portal.Core.Billing;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Mail;
using Portal.Core.Payments;
using Portal.Core.Staff;
using Portal.Web.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office;

/// <summary>The words of the office for the states and kinds of things, and what tone each has.</summary>
public sealed class OfficeTerms(Words<OfficeBook> words)
{
    private static readonly string[] EntryKinds =
    [
        "bill", "payment", "credit_applied", "credit_freed", "adjustment", "reversal", "suspense", "security_deposit",
        "gift", "payment_fee", "refund", "refund_paid", "refund_reopened", "refund_claimed",
        "check", "check_stale", "check_reissued",
    ];

    private static readonly string[] TaskKinds =
    [
        "suspense", "processor_event", "webhook_unreadable", "mail_refused", "mail_expired", "mail_paused",
        "mail_away", "mail_stopped", "mail_policy", "mail_bounce_unproven", "mail_file", "use_watch",
        "refund_due", "deposit_required", "deposit_demanded", "budget_removed", "bill_run", "print_fault",
        "letter_by_post", "copy_by_post", "red_flag", "autopay_stopped",
        "email_undone",
        "refund_requested", "refund_failed", "refund_mismatch", "refund_returned",
        "dispute_correction", "request_late", "calendar_end", "fee_back", "dispute", "bank_change", "return_rate",
        "flag_review", "sensitive_view", "approval_late", "shut_off_letter",
    ];

    private static readonly string[] MailKinds =
        ["bill_ready", "payment_received", "payment_not_taken", "payment_returned", "payment_moved", "payment_restored",
            "bank_payment_started", "account_linked", "account_opened", "service_transferred",
            "budget_removed", "deposit_demanded", "deposit_taken", "deposit_returned", "arrangement_agreed",
            "arrangement_reminder", "arrangement_missed", "arrangement_bill_missed", "arrangement_kept",
            "arrangement_broken", "arrangement_ended",
            "method_kept", "method_replaced", "method_updated", "method_corrected",
            "method_removed", "method_taken_out",
            "method_expires", "autopay_started",
            "autopay_changed", "autopay_suspended", "autopay_ended", "autopay_on", "autopay_off", "draft_announced",
            "payment_scheduled", "schedule_changed", "draft_canceled", "draft_not_taken", "draft_tried_again",
            "draft_failed",
            "details_changed", "confirm_new_email", "email_changed", "email_undone", "invited", "access_changed",
            "appointment_booked", "appointment_reminder",
            "appointment_canceled",
            "refund_issued", "refund_came_back",
            "asking_link", "request_opened",
            "request_asked_back", "request_answered", "request_closed", "request_reopened",
            "use_alert_leak", "use_alert_high_use", "use_alert_away_use",
            "paperless_test", "third_party_asked", "third_party_copy"];

    public string Of(Age age) => words[$"Age_{age}"];

    public string Of(MatchedBy why) => words[$"Match_{why}"];

    public string Of(Tender tender) => words[$"Tender_{tender}"];

    public string Of(UtilityService service) => words[$"Service_{service}"];

    public string Of(ChargeKind kind) => words[$"Charge_{kind}"];

    public string Of(SuspenseReason reason) => words[$"Suspense_{reason}"];

    public string Of(AttemptChannel channel) => words[$"Channel_{channel}"];

    public (string Word, Tone Tone) Of(PaymentAttemptState state) => (words[$"Attempt_{state}"], state switch
    {
        PaymentAttemptState.Succeeded => Tone.Good,
        PaymentAttemptState.Failed => Tone.Bad,
        PaymentAttemptState.Canceled => Tone.Quiet,
        PaymentAttemptState.InSuspense or PaymentAttemptState.Unknown => Tone.Warn,
        _ => Tone.Info,
    });

    /// <summary>What the processor said against a try, in words; of one that paid in the end, that it did.</summary>
    /// <param name="code">The processor's; null where it said nothing against it.</param>
    public string? OfFailure(PaymentAttemptState state, string? code)
    {
        if (code is null) { return null; }

        var why = words[code switch
        {
            "insufficient_funds" => "Failure_Funds",
            "expired_card" => "Failure_Expired",
            "incorrect_cvc" or "invalid_cvc" or "incorrect_number" or "incorrect_zip" => "Failure_Details",
            "lost_card" or "stolen_card" or "pickup_card" => "Failure_Blocked",
            "card_declined" or "generic_decline" or "do_not_honor" => "Failure_Declined",
            _ => "Failure_Other",
        }];
        return state == PaymentAttemptState.Succeeded ? words["Failure_Before", why] : why;
    }

    public (string Word, Tone Tone) Of(OutboxMailState state) => (words[$"Mail_{state}"], state switch
    {
        OutboxMailState.Sent => Tone.Good,
        OutboxMailState.Waiting => Tone.Info,
        OutboxMailState.Refused or OutboxMailState.Expired or OutboxMailState.Stopped => Tone.Bad,
        _ => throw new InvalidOperationException($"Unknown mail state {state}."),
    });

    public (string Word, Tone Tone) Of(LateRunState state) => (words[$"LateRun_{state}"], state switch
    {
        LateRunState.Previewed => Tone.Warn,
        LateRunState.Posting => Tone.Info,
        LateRunState.Posted => Tone.Good,
        _ => throw new InvalidOperationException($"Unknown state {state}."),
    });

    public string Of(HoldKind kind) => words[$"Hold_{kind}"];

    /// <summary>What a request for approval asks for.</summary>
    public string OfApproval(string kind) => words[$"Approval_{kind}"];

    /// <summary>A kind of journal entry; one that has no words yet by its own name.</summary>
    public string OfEntry(string kind) => Known("Entry", EntryKinds, kind);

    public string OfTask(string kind) => Known("Task", TaskKinds, kind);

    public string OfMail(string kind) => Known("Letter", MailKinds, kind);

    /// <summary>Who wrote a row: an Actor's name without the id, which says nothing to people.</summary>
    public string OfActor(string actor) => actor.Split(':')[0] switch
    {
        "resident" => words["Actor_Resident"],
        "staff" => words["Actor_Staff"],
        "guest" => words["Actor_Guest"],
        "mail" => words["Actor_Mail"],
        _ => words["Actor_System"],
    };

    /// <summary>Why someone looked: the reason chosen, then their own words.</summary>
    public string OfReason(string reason)
    {
        if (reason == RecordListedCustomers.Reason) { return words["Reason_listed"]; }

        var parts = reason.Split(": ", 2);
        var chosen = RecordCustomerView.Reasons.Contains(parts[0]) ? words[$"Reason_{parts[0]}"] : parts[0];
        return parts.Length == 2 ? $"{chosen}: {parts[1]}" : chosen;
    }

    /// <summary>What was looked at, from the recorded path.</summary>
    public string OfView(string page) =>
        page.EndsWith("/pin", StringComparison.Ordinal) ? words["View_Pin"]
        : page.EndsWith("/why", StringComparison.Ordinal) ? words["View_Why"]
        : page.EndsWith("/pdf", StringComparison.Ordinal) ? words["View_BillPdf"]
        : page.Contains("/bills/", StringComparison.Ordinal) ? words["View_Bill"]
        : page.EndsWith("/as-customer", StringComparison.Ordinal) ? words["View_AsCustomer"]
        : page.EndsWith("/timeline", StringComparison.Ordinal) ? words["View_Timeline"]
        : page.EndsWith("/use", StringComparison.Ordinal) ? words["View_Use"]
        : page == "/office/accounts" ? words["View_Found"]
        : page == "/office" ? words["View_Work"]
        : words["View_Account"];

    private string Known(string group, string[] kinds, string kind) =>
        kinds.Contains(kind) ? words[$"{group}_{kind}"] : kind.Replace('_', ' ');
}
