using System.Text.Json;
using Portal.Core.Look;

namespace Portal.Web.Look;

/// <summary>
/// The theme as `npm run build` in wwwroot-theme left it: files whose names change with their content, so browsers
/// keep them for a year, and a manifest from plain name to that name.
/// </summary>
public sealed class BuiltTheme
{
    /// <summary>Path under which the site serves the theme.</summary>
    public const string Path = "/theme";

    private readonly Dictionary<string, string> _names;

    private BuiltTheme(string directory, CityProfile city, Dictionary<string, string> names)
    {
        Directory = directory;
        City = city;
        _names = names;
    }

    /// <summary>Where the built files lie; also holds mail/frame.html.</summary>
    public string Directory { get; }

    public CityProfile City { get; }

    /// <summary>The address of a file of the theme.</summary>
    /// <param name="name">Its plain name, for example <c>img/seal.svg</c>.</param>
    /// <exception cref="InvalidOperationException">The theme has no such file: a bug.</exception>
    public string Address(string name) => _names.TryGetValue(name, out var built)
        ? $"{Path}/{built}"
        : throw new InvalidOperationException($"The theme has no {name}.");

    /// <summary>The addresses of all its files.</summary>
    public IEnumerable<string> Addresses() => _names.Values.Select(built => $"{Path}/{built}");

    /// <summary>Reads a built theme.</summary>
    /// <exception cref="InvalidOperationException">It was not built; says how to.</exception>
    public static BuiltTheme Load(string directory)
    {
        var manifest = System.IO.Path.Combine(directory, "manifest.json");
        if (!File.Exists(manifest))
        {
            throw new InvalidOperationException(
                $"The theme is not built: {directory} has no manifest.json. "
                + "Run `npm ci && npm run build` in wwwroot-theme, or start with infra/run.");
        }

        var names = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(manifest))!;
        return new BuiltTheme(directory, CityProfile.Load(directory), names);
    }
}
