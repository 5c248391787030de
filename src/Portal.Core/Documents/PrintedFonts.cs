using System.Collections.Concurrent;
using Portal.Core.Documents.Pdf;

namespace Portal.Core.Documents;

/// <summary>The fonts embedded in this assembly, and no others: a bill looks the same on every machine.</summary>
internal static class PrintedFonts
{
    public const string Text = "PublicSans-Regular";
    public const string Bold = "PublicSans-Bold";

    private static readonly ConcurrentDictionary<string, TrueTypeFont> Fonts = new();

    /// <summary>A font by its name, read once and kept.</summary>
    public static TrueTypeFont Named(string name) => Fonts.GetOrAdd(name, Read);

    private static TrueTypeFont Read(string name)
    {
        var resource = $"Portal.Core.Documents.Fonts.{name}.ttf";
        using var stream = typeof(PrintedFonts).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{resource} is not embedded.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return new TrueTypeFont(name, bytes);
    }
}
