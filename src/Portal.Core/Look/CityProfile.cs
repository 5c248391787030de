using System.Globalization;
using System.Text.Json;

namespace Portal.Core.Look;

/// <summary>
/// Whose portal this is: the city's name, how to reach it and where to send a check. Read once from the theme's
/// theme.json (wwwroot-theme), so that pages, letters and bills say the same.
/// </summary>
public sealed record CityProfile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Short name of the theme, for example <c>alder-falls</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The city's full name: City of Alder Falls.</summary>
    public required string City { get; init; }

    /// <summary>What people call it: Alder Falls.</summary>
    public required string ShortName { get; init; }

    /// <summary>What this site is: Utility billing.</summary>
    public required InTongues Service { get; init; }

    /// <summary>Two-letter codes of the languages offered, the city's first one first.</summary>
    public required IReadOnlyList<string> Languages { get; init; }

    /// <summary>IANA name of the zone whose calendar days the city keeps.</summary>
    public required string TimeZone { get; init; }

    public required Uri Website { get; init; }

    public required string Phone { get; init; }

    /// <summary>Answered at night too: main breaks, sewer backups.</summary>
    public required string EmergencyPhone { get; init; }

    public required string Email { get; init; }

    /// <summary>The office people can walk into, line by line.</summary>
    public required IReadOnlyList<string> Address { get; init; }

    /// <summary>When the office and its phone are open.</summary>
    public required InTongues Hours { get; init; }

    public required Remittance Remittance { get; init; }

    /// <summary>True for demo and training cities: every page says that no money moves.</summary>
    public bool Demo { get; init; }

    /// <summary>The zone of <see cref="TimeZone"/>.</summary>
    public TimeZoneInfo Zone() => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    /// <summary>A phone number as a tel: link wants it: digits and a leading plus.</summary>
    public static string Dialed(string phone) => "+1" + string.Concat(phone.Where(char.IsAsciiDigit));

    /// <summary>Reads theme.json of a theme, built or not.</summary>
    /// <exception cref="InvalidOperationException">The file is missing or lacks something; says what.</exception>
    public static CityProfile Load(string themeDirectory)
    {
        var path = Path.Combine(themeDirectory, "theme.json");
        if (!File.Exists(path))
        {
            throw new InvalidOperationException($"There is no theme at {Path.GetFullPath(themeDirectory)}.");
        }

        try
        {
            return JsonSerializer.Deserialize<CityProfile>(File.ReadAllText(path), Json)
                ?? throw new InvalidOperationException($"{path} is empty.");
        }
        catch (JsonException fault)
        {
            throw new InvalidOperationException($"{path} cannot be read: {fault.Message}", fault);
        }
    }
}

/// <summary>Where checks by mail go.</summary>
/// <param name="PayTo">Who the check is made out to.</param>
/// <param name="Address">Line by line.</param>
public sealed record Remittance(string PayTo, IReadOnlyList<string> Address);

/// <summary>One text in each of the city's languages, by two-letter code.</summary>
public sealed class InTongues : Dictionary<string, string>
{
    /// <summary>The text in a language, or in English where the city wrote none.</summary>
    public string In(CultureInfo culture) =>
        TryGetValue(culture.TwoLetterISOLanguageName, out var text) ? text : this["en"];

    /// <summary>The text in the current UI language.</summary>
    public override string ToString() => In(CultureInfo.CurrentUICulture);
}
