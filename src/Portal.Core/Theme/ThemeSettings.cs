using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Portal.Core.Theme;

/// <summary>What a city says of itself in theme.json: the facts that letters, bills and pages print.</summary>
public sealed record ThemeSettings
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public required string Id { get; init; }

    /// <summary>In full: "City of Alder Falls".</summary>
    public required string City { get; init; }

    public required string ShortName { get; init; }

    /// <summary>Name of the service by language.</summary>
    public required IReadOnlyDictionary<string, string> Service { get; init; }

    /// <summary>IANA name of the zone whose days the city lives by.</summary>
    public required string TimeZone { get; init; }

    public Uri? Website { get; init; }

    public required string Phone { get; init; }

    /// <summary>Answered day and night.</summary>
    public string? EmergencyPhone { get; init; }

    public required string Email { get; init; }

    /// <summary>Where the counter is, line by line.</summary>
    public required IReadOnlyList<string> Address { get; init; }

    /// <summary>When the counter is open, by language.</summary>
    public required IReadOnlyDictionary<string, string> Hours { get; init; }

    public required Remittance Remittance { get; init; }

    /// <summary>A demo or training city: no real money.</summary>
    public bool Demo { get; init; }

    /// <summary>The folder the settings came from.</summary>
    [JsonIgnore]
    public string Directory { get; private init; } = "";

    /// <summary>Reads theme.json of a theme folder.</summary>
    /// <exception cref="InvalidOperationException">
    /// The folder is not a theme; the message says what is missing.
    /// </exception>
    public static ThemeSettings Load(string directory)
    {
        var file = Path.Combine(directory, "theme.json");
        if (!File.Exists(file))
        {
            throw new InvalidOperationException($"{directory} has no theme.json, so it is not a theme.");
        }

        try
        {
            var settings = JsonSerializer.Deserialize<ThemeSettings>(File.ReadAllText(file), Json)!;
            return settings with { Directory = Path.GetFullPath(directory) };
        }
        catch (JsonException fault)
        {
            throw new InvalidOperationException($"{file} cannot be used: {fault.Message}", fault);
        }
    }

    /// <summary>The service's name in one language.</summary>
    public string ServiceIn(CultureInfo culture) => Say(Service, culture);

    /// <summary>Opening hours in one language.</summary>
    public string HoursIn(CultureInfo culture) => Say(Hours, culture);

    public TimeZoneInfo Zone() => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    /// <summary>
    /// Path of one of the theme's files. A theme holds only what it changes: the rest comes from the theme folder
    /// above it.
    /// </summary>
    /// <exception cref="FileNotFoundException">Neither has it.</exception>
    public string Find(string name)
    {
        for (var folder = new DirectoryInfo(Directory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, name);
            if (File.Exists(Path.Combine(folder.FullName, "theme.json")) && File.Exists(file))
            {
                return file;
            }
        }

        throw new FileNotFoundException($"The theme in {Directory} has no {name}.", name);
    }

    private static string Say(IReadOnlyDictionary<string, string> words, CultureInfo culture) =>
        words.TryGetValue(culture.TwoLetterISOLanguageName, out var said) ? said : words["en"];
}

/// <summary>Where payments by mail go.</summary>
/// <param name="PayTo">Who checks are made out to.</param>
/// <param name="Address">Line by line, for the window of the return envelope.</param>
public sealed record Remittance(string PayTo, IReadOnlyList<string> Address);
