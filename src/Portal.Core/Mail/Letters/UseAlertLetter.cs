using System.Globalization;
using Portal.Core.Billing;
using Portal.Core.Data;
using Portal.Core.Usage.Alerts;
using static Portal.Core.Mail.LetterWords;

namespace Portal.Core.Mail.Letters;

/// <summary>Something about the use of water that its customer should look at.</summary>
/// <param name="MaskedNumber">"••4471".</param>
/// <param name="Used">From the first day to the last.</param>
/// <param name="Usual">As <see cref="UseAlert.Usual"/>.</param>
/// <param name="Page">Shows it and takes "I know" after signing in.</param>
public sealed record UseAlertLetter(
    string Name, string MaskedNumber, string ServiceAddress, UseAlertKind What, DateOnly FirstDay, DateOnly LastDay,
    decimal Used, decimal Usual, string Unit, Uri Page) : ILetter
{
    public LetterDuty Duty => LetterDuty.Optional;

    public string Kind => $"use_alert_{SnakeCase.Snake($"{What}")}";

    /// <summary>Some water runs there at all hours, so that it runs is no news.</summary>
    private bool AlwaysRuns => What == UseAlertKind.Leak && Usual > 0m;

    private int Days => LastDay.DayNumber - FirstDay.DayNumber + 1;

    public Letter Write(CultureInfo culture) => Letter.Of(
        Say(culture, $"UseAlert_{What}_Subject", ServiceAddress),
        Greeting(culture, Name),
        Say(
            culture, AlwaysRuns ? "UseAlert_Leak_LeadAlways" : $"UseAlert_{What}_Lead", ServiceAddress, MaskedNumber,
            Day(culture, FirstDay), Day(culture, LastDay), Amount(culture, Used), Amount(culture, Usual * Days)),
        Say(culture, $"UseAlert_{What}_Do"),
        Letter.Link(Say(culture, "UseAlert_Link"), Page),
        Say(culture, "UseAlert_Stop"));

    private string Amount(CultureInfo culture, decimal used)
    {
        var number = used.ToString("#,##0.##", culture);
        return UseSeries.Gallons(used, Unit) is { } gallons && Unit != "gal"
            ? Say(culture, "UseAlert_Amount", number, Unit, gallons.ToString("#,##0", culture))
            : $"{number} {Unit}";
    }
}
