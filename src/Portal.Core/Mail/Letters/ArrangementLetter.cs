using System.Globalization;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Arrangements;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>Paying later was agreed, falls due, was missed, or is over.</summary>
/// <param name="Page">Shows the agreement, to print it, after signing in.</param>
public sealed record ArrangementLetter(
    NoticeAddress To, ArrangementKind Agreement, ArrangementLetter.Figures About, Uri Page) : ILetter
{
    public enum News
    {
        Agreed,
        Reminder,

        /// <summary>A payment of it was not made.</summary>
        Missed,

        /// <summary>A current bill was not paid.</summary>
        BillMissed,

        Kept,
        Broken,
        Ended,

        /// <summary>The account closed; it goes on.</summary>
        GoesOn,

        /// <summary>It was told to be kept, and a payment came back.</summary>
        CameBack,
    }

    /// <summary>What is told.</summary>
    /// <param name="Amount">All of it; of one payment or bill; or what is left.</param>
    /// <param name="On">Due day of the payment or bill it is about.</param>
    /// <param name="Until">The last day to make up for it.</param>
    /// <param name="GraceDays">Of the policy.</param>
    /// <param name="Schedule">Told when it is agreed, and what is left of it when it goes on.</param>
    public sealed record Figures(
        News Of, Usd Amount, DateOnly? On = null, DateOnly? Until = null, int GraceDays = 0,
        PaymentSchedule? Schedule = null);

    public LetterDuty Duty => LetterDuty.Required;

    public string Kind => $"arrangement_{SnakeCase.Snake($"{About.Of}")}";

    public Letter Write(CultureInfo culture)
    {
        var name = Say(culture, $"Arrangement_{Agreement}");
        var on = About.On is { } day ? Day(culture, day) : "";
        var until = About.Until is { } last ? Day(culture, last) : "";
        return Letter.Of(
            Say(culture, $"Arrangement{About.Of}_Subject", About.Amount, To.MaskedNumber, on, until),
            Greeting(culture, To.Name),
            Say(culture, $"Arrangement{About.Of}_Lead", name, About.Amount, To.MaskedNumber, To.ServiceAddress, on),
            About.Schedule is { } schedule ? Schedule(culture, schedule) : "",
            About.Of == News.Agreed ? Say(culture, "ArrangementAgreed_Besides") : "",
            About.Of == News.Agreed ? Say(culture, "ArrangementAgreed_Autopay") : "",
            About.Of == News.Agreed ? Say(culture, "ArrangementAgreed_Miss", About.GraceDays) : "",
            Say(culture, $"Arrangement{About.Of}_Next", until),
            Letter.Link(Say(culture, "Arrangement_Link"), Page));
    }

    private static string Schedule(CultureInfo culture, PaymentSchedule schedule) => Letter.Table(
        [
            .. schedule.Payments.Select(p => (Day(culture, p.DueOn), $"{p.Amount}")),
            (Say(culture, "Arrangement_Total"), $"{schedule.Total}"),
        ]);
}
