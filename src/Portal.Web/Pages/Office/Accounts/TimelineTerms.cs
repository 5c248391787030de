using System.Globalization;
using Portal.Core.Accounts.Record;
using Portal.Core.Payments;
using Portal.Core.Staff;
using Portal.Web.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Accounts;

/// <summary>The sentences of an account's history.</summary>
public sealed class TimelineTerms(Words<AccountBook> words, OfficeTerms terms, DayWords days)
{
    public static string Icon(TimelineKind kind) => kind switch
    {
        TimelineKind.Bill => "document",
        TimelineKind.Payment => "card",
        TimelineKind.Letter => "mail",
        TimelineKind.Request => "phone",
        TimelineKind.View => "people",
        _ => "settings",
    };

    /// <summary>The page of what it is about, with what it takes to open it; null where there is none.</summary>
    public static (string Address, string Needs)? Leads(Guid account, AccountTimeline.Event e)
    {
        ArgumentNullException.ThrowIfNull(e);
        return e.What switch
        {
            "bill" or "bill_canceled" => ($"/office/accounts/{account}/bills/{e.Id}", Can.SeeCustomers),
            "payment" or "payment_reversed" => ($"/office/accounts/{account}#payments", Can.SeeCustomers),
            "adjustment_debit" or "adjustment_credit" => ($"/office/accounts/{account}#adjustments", Can.SeeCustomers),
            "document" => ($"/office/records/{e.Id}", Can.KeepAccounts),
            "merged" or "unmerged" => ("/office/merges", Can.ApproveMerges),
            _ when e.Kind == TimelineKind.Letter => ($"/office/accounts/{account}#mail", Can.SeeCustomers),
            _ when e.What.StartsWith("request_", StringComparison.Ordinal) =>
                ($"/office/requests/{e.Id}", Can.SeeCustomers),
            _ => null,
        };
    }

    /// <summary>How a change was asked for, and what proved who asked.</summary>
    public string Of(AccountTimeline.ChangeProof proof)
    {
        ArgumentNullException.ThrowIfNull(proof);
        return words["Line_proof", words[$"Source_{Pascal(proof.Source)}"], proof.Words];
    }

    /// <summary>What happened, in a sentence.</summary>
    public string Of(AccountTimeline.Event e)
    {
        ArgumentNullException.ThrowIfNull(e);
        var (first, second) = (e.First ?? "", e.Second ?? "");
        return e.What switch
        {
            "bill" => words["Line_bill", first, Day(second)],
            "adjustment_debit" or "adjustment_credit" => words[$"Line_{e.What}", IsSpanish ? second : first],
            "payment" => words["Line_payment", terms.Of(Enum.Parse<Tender>(Pascal(first))), second],
            "mail_waiting" or "mail_sent" or "mail_refused" or "mail_expired" or "mail_stopped" =>
                words[$"Line_{e.What}", terms.OfMail(first)],
            "view" => words["Line_view", terms.OfView(first), terms.OfReason(second)],
            "detail" => words["Line_detail", words[$"Part_{Pascal(first)}"], second.Length > 0 ? second : "–"],
            "flag_placed" or "flag_review" or "flag_lift" =>
                words[$"Line_{e.What}", words[$"Flag_{Pascal(first)}"], second],
            "hold" or "hold_ended" => words[
                $"Line_{e.What}", terms.Of(Enum.Parse<Core.Billing.LateCharges.HoldKind>(Pascal(first))), second],
            "consent" => words["Line_consent", words[$"Consent_{Pascal(first)}"]],
            "service_start" or "service_end" => words[$"Line_{e.What}", Day(first), second],
            "appointment_counter" or "appointment_call_back" => words[$"Line_{e.What}", Day(first)],
            _ when e.What.StartsWith("request_", StringComparison.Ordinal) =>
                words[RequestLine(e.What), first, IsSpanish ? second.Split('|')[^1] : second.Split('|')[0]],
            _ => words[$"Line_{e.What}", first, second],
        };
    }

    /// <summary>Steps between opening and answering are said alike.</summary>
    private static string RequestLine(string what) => what is "request_open" or "request_acknowledge"
        or "request_answer" or "request_close" or "request_reopen" ? $"Line_{what}" : "Line_request_write";

    private static bool IsSpanish => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "es";

    private string Day(string text) =>
        days.Of(DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture), DayForm.PlainDay);

    /// <summary>A code of the database as its enumeration is named.</summary>
    internal static string Pascal(string code) => string.Concat(code.Split('_').Select(
        part => part.Length == 0 ? "" : char.ToUpperInvariant(part[0]) + part[1..]));
}
