using System.Globalization;
using Portal.Core.Accounts;
using Portal.Core.Payments;
using Portal.Core.Words;

namespace Portal.Core.Mail;

/// <summary>Words that several letters and printed papers share, from Words/Letters.resx.</summary>
public static class LetterWords
{
    /// <summary>A sentence of the book of letters.</summary>
    public static string Say(CultureInfo culture, string key, params object[] values) =>
        Text.In(culture, "Letters", key, values);

    public static string Greeting(CultureInfo culture, string? name) =>
        string.IsNullOrWhiteSpace(name) ? Say(culture, "GreetingNoName") : Say(culture, "Greeting", name);

    /// <summary>Tue, Dec 15, 2026; mar, 15 de dic de 2026.</summary>
    public static string Day(CultureInfo culture, DateOnly day) => day.ToString(
        culture.TwoLetterISOLanguageName == "es" ? "d 'de' MMMM 'de' yyyy" : "ddd, MMM d, yyyy", culture);

    /// <summary>December 15; 15 de diciembre.</summary>
    public static string ShortDay(CultureInfo culture, DateOnly day) => day.ToString(
        culture.TwoLetterISOLanguageName == "es" ? "d 'de' MMMM" : "MMMM d", culture);

    public static string Service(CultureInfo culture, UtilityService service) => Say(culture, $"Service_{service}");

    /// <summary>"Visa ending in 4242", "Bank account ending in 6789", "Cash".</summary>
    public static string PaidWith(CultureInfo culture, Tender tender, string? brand, string? lastFour)
    {
        var kind = tender == Tender.Card && !string.IsNullOrEmpty(brand)
            ? CultureInfo.InvariantCulture.TextInfo.ToTitleCase(brand)
            : Say(culture, $"Tender_{tender}");
        return string.IsNullOrEmpty(lastFour) ? kind : Say(culture, "Tender_Ending", kind, lastFour);
    }
}
