using System.Globalization;
using Portal.Core.Words;

namespace Portal.Core.Accounts.Contacts;

/// <summary>
/// Countries that mail can be sent to, by the two letters of ISO 3166-1. Their names are words of ours: .NET names a
/// region in its own language or in English, never in the reader's.
/// </summary>
public static class Countries
{
    private const string Book = "Countries";

    private static readonly Lazy<HashSet<string>> All = new(() => [.. Text.KeysOf(Book)]);

    public static bool Has(string code) => All.Value.Contains(code);

    /// <summary>Code and name in the reader's language, by name, the United States first.</summary>
    public static IReadOnlyList<(string Code, string Name)> InOrder() =>
    [
        .. All.Value.Select(code => (code, Name: NameOf(code, CultureInfo.CurrentUICulture)))
            .OrderBy(c => c.code != PostalAddress.UnitedStates)
            .ThenBy(c => c.Name, StringComparer.Create(CultureInfo.CurrentUICulture, CompareOptions.None)),
    ];

    /// <summary>As people of that language call it; the code itself when it is none.</summary>
    public static string NameOf(string code, CultureInfo language) =>
        Has(code) ? Text.In(language, Book, code) : code;
}
