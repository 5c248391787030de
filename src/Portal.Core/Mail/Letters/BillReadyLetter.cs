using System.Globalization;
using Portal.Core.Billing;
using Portal.Core.Money;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>A bill has been issued.</summary>
/// <param name="MaskedNumber">"••4471".</param>
/// <param name="Due">What it asks for; negative is a credit.</param>
/// <param name="BillPage">Shows the bill after signing in.</param>
public sealed record BillReadyLetter(
    string Name, string MaskedNumber, string ServiceAddress, Usd Due, DateOnly DueOn, Uri BillPage) : ILetter
{
    /// <summary>Of its kind of mail; what follows it in the dedupe key is the bill.</summary>
    internal const string Word = "bill_ready";

    public LetterDuty Duty => LetterDuty.Required;

    public string Kind => Word;

    /// <summary>What of what is owed it does not ask for; null when it asks for all.</summary>
    public BillWait? Wait { get; init; }

    public Letter Write(CultureInfo culture) => Letter.Of(
        Due.IsPositive
            ? Say(culture, "BillReady_Subject", Due, ShortDay(culture, DueOn))
            : Say(culture, Wait is null ? "BillReady_SubjectCredit" : "BillReady_SubjectWaits"),
        [
            Greeting(culture, Name),
            Say(culture, "BillReady_Lead", MaskedNumber, ServiceAddress),
            .. WhatToPay(culture),
            Letter.Link(Say(culture, "BillReady_Link"), BillPage),
            Due.IsPositive ? Say(culture, "BillReady_Help") : "",
        ]);

    private IEnumerable<string> WhatToPay(CultureInfo culture)
    {
        if (Wait is not null)
        {
            yield return Letter.Table([.. Waiting(culture, Wait)]);
            yield return Wait is { ArrangedOn: { } next }
                ? Say(culture, "BillReady_ArrangedNext", Wait.ArrangedNext, Day(culture, next))
                : "";
            yield break;
        }

        yield return Due switch
        {
            { IsPositive: true } => Letter.Table(
                (Say(culture, "BillReady_Amount"), $"{Due}"),
                (Say(culture, "BillReady_DueOn"), Day(culture, DueOn))),
            { IsNegative: true } => Say(culture, "BillReady_Credit", -Due),
            _ => Say(culture, "BillReady_Nothing"),
        };
    }

    /// <summary>All that is owed, what of it waits for what, and what is asked for now.</summary>
    private IEnumerable<(string, string)> Waiting(CultureInfo culture, BillWait wait)
    {
        yield return (Say(culture, "BillReady_Owed"), $"{Due + wait.Total}");
        if (wait.Arranged.IsPositive)
        {
            yield return (Say(culture, "BillReady_Arranged"), $"{-wait.Arranged}");
        }

        if (wait.Disputed.IsPositive)
        {
            yield return (Say(culture, "BillReady_Disputed"), $"{-wait.Disputed}");
        }

        yield return (Say(culture, "BillReady_AskedNow"), $"{(Due.IsPositive ? Due : Usd.Zero)}");
        if (Due.IsPositive)
        {
            yield return (Say(culture, "BillReady_DueOn"), Day(culture, DueOn));
        }
    }
}
