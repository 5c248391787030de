using System.Globalization;
using Portal.Core.Accounts;
using Portal.Core.Money;
using Portal.Core.Payments;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>The receipt: money has arrived and is credited. Its PDF goes along (OutboxMail.AttachReceiptOf).</summary>
/// <param name="Name">Who paid, when known.</param>
/// <param name="Reference">"R-7KQ2-M4XD"; several, with commas, when several accounts were paid.</param>
/// <param name="ReceivedOn">City day.</param>
/// <param name="LastFour">Of the card or bank account; nothing longer is ever mailed.</param>
/// <param name="ReceiptPage">Shows the receipt to whoever may see it.</param>
public sealed record PaymentReceivedLetter(
    string? Name,
    string Reference,
    Usd Amount,
    DateOnly ReceivedOn,
    Tender Tender,
    string? Brand,
    string? LastFour,
    IReadOnlyList<PaymentReceivedLetter.AccountPaid> Accounts,
    Uri ReceiptPage) : ILetter
{
    /// <summary>Of the amount, to the relief fund.</summary>
    public Usd Gift { get; init; }

    /// <summary>Besides the amount, taken by itself.</summary>
    public Usd Fee { get; init; }

    public string Kind => "payment_received";

    public Letter Write(CultureInfo culture) => Letter.Of(
        Say(culture, "Received_Subject", Amount),
        [
            Greeting(culture, Name),
            Say(culture, "Received_Lead", Amount, Day(culture, ReceivedOn)),
            Letter.Table(
                (Say(culture, "Received_Reference"), Reference),
                (Say(culture, "Received_PaidWith"), PaidWith(culture, Tender, Brand, LastFour)),
                (Say(culture, "Received_Amount"), $"{Amount}")),
            Gift.IsPositive ? Say(culture, "Received_Gift", Gift) : "",
            Fee.IsPositive ? Say(culture, "Received_Fee", Fee) : "",
            .. Accounts.SelectMany(account => account.Paragraphs(culture)),
            Letter.Link(Say(culture, "Received_Link"), ReceiptPage),
            Say(culture, "Received_Keep"),
        ]);

    /// <summary>What was paid on one account.</summary>
    /// <param name="MaskedNumber">"••4471".</param>
    /// <param name="Credit">Part that found no open charge.</param>
    /// <param name="DueAfter">What is due on the account now; negative is a credit.</param>
    public sealed record AccountPaid(
        string MaskedNumber, string ServiceAddress, IReadOnlyList<LinePaid> Lines, Usd Credit, Usd DueAfter)
    {
        internal IEnumerable<string> Paragraphs(CultureInfo culture)
        {
            yield return Say(culture, "Received_Account", MaskedNumber, ServiceAddress);
            yield return Letter.Table(Rows(culture));
        }

        private IEnumerable<(string Label, string Value)> Rows(CultureInfo culture)
        {
            var lines = from line in Lines
                        group line.Amount by (line.Service, line.BilledOn) into bill
                        let service = Service(culture, bill.Key.Service)
                        select (
                            Say(culture, "Received_Line", service, Day(culture, bill.Key.BilledOn)),
                            $"{bill.Sum()}");
            foreach (var line in lines)
            {
                yield return line;
            }

            if (Credit.IsPositive)
            {
                yield return (Say(culture, "Received_Credit"), $"{Credit}");
            }

            yield return DueAfter switch
            {
                { IsPositive: true } => (Say(culture, "Received_StillOwed"), $"{DueAfter}"),
                { IsNegative: true } => (Say(culture, "Received_InCredit"), $"{-DueAfter}"),
                _ => (Say(culture, "Received_NothingOwed"), $"{Usd.Zero}"),
            };
        }
    }

    /// <summary>One charge that the payment went to.</summary>
    public sealed record LinePaid(UtilityService Service, DateOnly BilledOn, Usd Amount);
}
