using System.Globalization;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Wallet;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>Autopay of an account was turned on, changed, suspended or ended.</summary>
/// <param name="Method">Null in what is told to others than who pays.</param>
/// <param name="Words">The whole text that was agreed to: the copy that Reg E asks for (12 CFR 1005.10(b)).</param>
public sealed record AutopayLetter(
    AutopayNews Of, string Name, string MaskedNumber, Named? Method, AutopayWhy? Why, string? Words, Uri Page) : ILetter
{
    public string Kind => Of switch
    {
        AutopayNews.Started => "autopay_started",
        AutopayNews.Changed => "autopay_changed",
        AutopayNews.Suspended => "autopay_suspended",
        AutopayNews.OnByOther => "autopay_on",
        AutopayNews.OffByOther => "autopay_off",
        _ => "autopay_ended",
    };

    public Letter Write(CultureInfo culture) => Letter.Of(
        Say(culture, $"Autopay{Of}_Subject", MaskedNumber),
        Greeting(culture, Name),
        Say(culture, $"Autopay{Of}_Lead", MaskedNumber, Method?.In(culture) ?? ""),
        Why is { } why && Of is AutopayNews.Suspended or AutopayNews.Ended ? Say(culture, $"AutopayWhy_{Why}") : "",
        Words is null ? "" : Say(culture, "Autopay_Agreed"),
        Words ?? "",
        Say(culture, Of == AutopayNews.Suspended && Why?.NeedsAgreement() == true
            ? "AutopaySuspended_NextAnew" : $"Autopay{Of}_Next"),
        Letter.Link(Say(culture, "Autopay_Link"), Page));
}

/// <summary>What happened to autopay, and to whom it is told.</summary>
public enum AutopayNews
{
    Started,
    Changed,
    Suspended,
    Ended,

    /// <summary>To the customer: somebody linked to the account pays it by autopay.</summary>
    OnByOther,

    /// <summary>To the customer: they no longer do.</summary>
    OffByOther,
}
