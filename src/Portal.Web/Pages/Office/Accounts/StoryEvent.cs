using Portal.Core.Common;
using Portal.Core.Mail;
using Portal.Core.Money;
using Portal.Web.TagHelpers;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Accounts;

/// <summary>One line of an account's story: a day, what happened, and how much.</summary>
internal sealed record StoryEvent(DateOnly On, string Icon, string Sentence, Usd? Amount)
{
    private const int Shown = 8;

    /// <summary>The latest things that happened, newest first, put together from what the page has loaded.</summary>
    public static IReadOnlyList<StoryEvent> Of(
        AccountModel page, BusinessClock clock, OfficeTerms terms, DayWords days, Words<OfficeBook> words) =>
    [
        .. Bills(page, words, days).Concat(Payments(page, clock, terms, words)).Concat(Mail(page, clock, terms, words))
            .OrderByDescending(e => e.On).Take(Shown),
    ];

    private static IEnumerable<StoryEvent> Bills(AccountModel page, Words<OfficeBook> words, DayWords days) =>
        from row in page.Money.Bills
        select new StoryEvent(
            row.Bill.IssuedOn,
            "document",
            words["Story_Bill", row.Bill.Number, days.Of(row.Bill.DueOn, DayForm.PlainDay)],
            row.AmountDue);

    private static IEnumerable<StoryEvent> Payments(
        AccountModel page, BusinessClock clock, OfficeTerms terms, Words<OfficeBook> words)
    {
        foreach (var row in page.Money.Payments)
        {
            yield return new(
                clock.DayOf(row.Payment.ReceivedAt),
                "check-circle",
                words["Story_Payment", terms.Of(row.Payment.Tender), row.Payment.Reference],
                row.Payment.Amount);
            if (row.Reversal is { } reversal)
            {
                yield return new(
                    clock.DayOf(reversal.ReversedAt),
                    "warning",
                    words["Story_Reversal", row.Payment.Reference, reversal.Reason],
                    -row.Payment.Amount);
            }
        }
    }

    private static IEnumerable<StoryEvent> Mail(
        AccountModel page, BusinessClock clock, OfficeTerms terms, Words<OfficeBook> words) =>
        from letter in page.Trail.Mail
        let sent = letter.State == OutboxMailState.Sent
        select new StoryEvent(
            clock.DayOf(letter.SentAt ?? letter.CreatedAt),
            sent ? "mail" : "warning",
            words[sent ? "Story_Mail" : "Story_MailNotSent", terms.OfMail(letter.Kind), terms.Of(letter.State).Word],
            null);
}
