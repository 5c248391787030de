using System.Globalization;
using Portal.Core.Look;
using Portal.Core.Words;

namespace Portal.Core.Notices;

/// <summary>
/// Words for fields that are the same in most letters of a city. A pack of rules that says more gives its own.
/// </summary>
public static class StandardFields
{
    private static readonly string[] Sentences =
    [
        "how_to_extend", "how_to_appeal", "how_to_complain", "payment_plans", "assistance", "medical", "restore",
        "occupant_rights", "third_party", "policy", "languages",
    ];

    /// <summary>How to ask for more time, to disagree, for a plan, for help and so on, in a language.</summary>
    /// <param name="language">"en" or "es".</param>
    public static Dictionary<string, string> For(CityProfile city, string language)
    {
        ArgumentNullException.ThrowIfNull(city);
        var culture = CultureInfo.GetCultureInfo($"{language}-US");
        return Sentences.ToDictionary(
            s => s, s => Text.In(culture, "Notices", $"Standard_{s}", city.Phone, city.Website),
            StringComparer.Ordinal);
    }

    /// <summary>How to reach the city.</summary>
    internal static Dictionary<string, string> OfCity(CityProfile city, CultureInfo culture) =>
        new(StringComparer.Ordinal)
        {
            ["city"] = city.City,
            ["phone"] = city.Phone,
            ["hours"] = city.Hours.In(culture),
            ["office_address"] = string.Join(", ", city.Address),
        };

    internal static string Say(string language, string key, params object[] values) =>
        Text.In(CultureInfo.GetCultureInfo($"{language}-US"), "Notices", key, values);
}
