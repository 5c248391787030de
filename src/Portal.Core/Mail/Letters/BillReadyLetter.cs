using System.Globalization;
using Portal.Core.Money;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>A bill has been issued.</summary>
/// <param name="MaskedNumber">"••4471".</param>
/// <param name="Due">The bill's total; negative is a credit.</param>
/// <param name="BillPage">Shows the bill after signing in.</param>
public sealed record BillReadyLetter(
    string Name, string MaskedNumber, string ServiceAddress, Usd Due, DateOnly DueOn, Uri BillPage) : ILetter
{
    public string Kind => "bill_ready";

    public Letter Write(CultureInfo culture) => Letter.Of(
        Due.IsPositive
            ? Say(culture, "BillReady_Subject", Due, ShortDay(culture, DueOn))
            : Say(culture, "BillReady_SubjectCredit"),
        [
            Greeting(culture, Name),
            Say(culture, "BillReady_Lead", MaskedNumber, ServiceAddress),
            .. WhatToPay(culture),
            Letter.Link(Say(culture, "BillReady_Link"), BillPage),
            Due.IsPositive ? Say(culture, "BillReady_Help") : "",
        ]);

    private IEnumerable<string> WhatToPay(CultureInfo culture)
    {
        yield return Due switch
        {
            { IsPositive: true } => Letter.Table(
                (Say(culture, "BillReady_Amount"), $"{Due}"),
                (Say(culture, "BillReady_DueOn"), Day(culture, DueOn))),
            { IsNegative: true } => Say(culture, "BillReady_Credit", -Due),
            _ => Say(culture, "BillReady_Nothing"),
        };
    }
}
