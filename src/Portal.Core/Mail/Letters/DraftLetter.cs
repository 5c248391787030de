using System.Globalization;
using Portal.Core.Money;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Wallet;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>
/// A payment to come: announced ten days ahead or scheduled, changed, canceled, not taken, tried again, failed.
/// </summary>
/// <param name="Amount">The most that is taken; of a try that failed, what was tried.</param>
/// <param name="Why">Why it was not taken.</param>
/// <param name="Next">Tried again on; after a failure the last day without a late charge.</param>
/// <param name="Page">Where it is changed, canceled or paid otherwise.</param>
public sealed record DraftLetter(
    DraftNews Of, string? Name, string MaskedNumber, Usd Amount, DateOnly On, Named? Method, DraftWhy? Why,
    DateOnly? Next, Uri Page) : ILetter
{
    /// <summary>The card will have expired on its day: it is taken only if it is replaced before.</summary>
    public bool CardExpires { get; init; }

    /// <summary>A guest's link to change and cancel.</summary>
    public bool HoldsSecret { get; init; }

    public LetterDuty Duty => LetterDuty.Required;

    public string Kind => Of switch
    {
        DraftNews.Announced => "draft_announced",
        DraftNews.Scheduled => "payment_scheduled",
        DraftNews.Changed => "schedule_changed",
        DraftNews.Canceled => "draft_canceled",
        DraftNews.Left => "draft_not_taken",
        DraftNews.TryingAgain => "draft_tried_again",
        _ => "draft_failed",
    };

    public Letter Write(CultureInfo culture)
    {
        var (on, method) = (Day(culture, On), Method?.In(culture) ?? Say(culture, "Draft_NoMethod"));
        var next = Next is { } day ? Day(culture, day) : "";
        var news = CardExpires ? "Expiring" : $"{Of}";
        return Letter.Of(
            Say(culture, $"Draft{news}_Subject", Amount, on, MaskedNumber),
            Greeting(culture, Name),
            Say(culture, $"Draft{news}_Lead", Amount, on, MaskedNumber, method),
            Why is { } why && Of == DraftNews.Left ? Say(culture, $"DraftWhy_{why}") : "",
            Say(culture, $"Draft{Of}_Next", next),
            Letter.Link(Say(culture, Of is DraftNews.Left or DraftNews.Failed ? "Draft_PayLink" : "Draft_Link"), Page));
    }
}

/// <summary>What happened to a payment to come.</summary>
public enum DraftNews
{
    Announced,
    Scheduled,
    Changed,
    Canceled,

    /// <summary>Its day came, or its bill, and it was not tried.</summary>
    Left,

    TryingAgain,
    Failed,
}
