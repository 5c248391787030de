using System.Globalization;

namespace Portal.Core.Accounts.Contacts;

/// <summary>Countries that mail can be sent to, by the two letters of ISO 3166-1.</summary>
public static class Countries
{
    private static readonly Dictionary<string, RegionInfo> All = CultureInfo.GetCultures(CultureTypes.SpecificCultures)
        .Select(culture => new RegionInfo(culture.Name))
        .Where(region => region.TwoLetterISORegionName.Length == 2
            && region.TwoLetterISORegionName.All(char.IsAsciiLetterUpper))
        .GroupBy(region => region.TwoLetterISORegionName)
        .ToDictionary(same => same.Key, same => same.First());

    public static bool Has(string code) => All.ContainsKey(code);

    /// <summary>Code and name in the reader's language, by name, the United States first.</summary>
    public static IReadOnlyList<(string Code, string Name)> InOrder() =>
    [
        .. All.Keys.Select(code => (code, NameOf(code)))
            .OrderBy(c => c.code != PostalAddress.UnitedStates)
            .ThenBy(c => c.Item2, StringComparer.Create(CultureInfo.CurrentUICulture, CompareOptions.None)),
    ];

    /// <summary>As people of the reader's language call it; the code itself when it is none.</summary>
    public static string NameOf(string code) => All.TryGetValue(code, out var region)
        ? CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "es" && SpanishName(code) is { } name
            ? name
            : region.EnglishName
        : code;

    private static string? SpanishName(string code) => Spanish.Value.GetValueOrDefault(code);

    /// <summary>The only way .NET has to name a country in a language that is not the thread's.</summary>
    private static readonly Lazy<Dictionary<string, string>> Spanish = new(() =>
    {
        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("es-US");
            return All.ToDictionary(c => c.Key, c => new RegionInfo(c.Value.Name).DisplayName);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    });
}
