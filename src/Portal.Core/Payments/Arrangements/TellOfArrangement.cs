using Microsoft.Extensions.Options;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Mail.Letters;

namespace Portal.Core.Payments.Arrangements;

/// <summary>
/// Writes to a customer about their arrangement, in the caller's transaction, once for each event: by mail, or by a
/// letter that the office posts.
/// </summary>
public sealed class TellOfArrangement(
    TellCustomer tell, IOptions<CheckoutOptions> options, BusinessClock clock)
{
    /// <param name="figures">What is new about it.</param>
    /// <param name="alsoUser">The resident who did it.</param>
    internal Task RunAsync(
        PaymentArrangement arrangement, ArrangementLetter.Figures figures, Guid? alsoUser, CancellationToken ct)
    {
        var page = new Uri(options.Value.PublicUrl, $"/my/arrangements/{arrangement.CustomerAccountId}");
        return tell.RunAsync(
            arrangement.CustomerAccountId,
            TopicOf(figures.Of),
            to => new ArrangementLetter(to, arrangement.Kind, figures, page),
            $"arrangement:{arrangement.Id}:{figures.Of}:{figures.On?.DayNumber}:{clock.Today.DayNumber}",
            alsoUser,
            ct,
            isCourtesy: figures.Of == ArrangementLetter.News.Reminder);
    }

    /// <summary>What falls due and what was not paid: whoever was named for reminders gets a copy.</summary>
    internal static NoticeTopic TopicOf(ArrangementLetter.News news) => news switch
    {
        ArrangementLetter.News.Reminder or ArrangementLetter.News.Missed or ArrangementLetter.News.BillMissed
            or ArrangementLetter.News.Broken => NoticeTopic.Reminders,
        _ => NoticeTopic.Service,
    };
}
