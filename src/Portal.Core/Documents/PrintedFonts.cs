using System.Collections.Concurrent;
using PdfSharp.Fonts;

namespace Portal.Core.Documents;

/// <summary>
/// Gives PDFsharp the fonts embedded in this assembly, and no others: a bill looks the same on every machine.
/// </summary>
internal sealed class PrintedFonts : IFontResolver
{
    public const string Text = "PublicSans";

    private static readonly ConcurrentDictionary<string, byte[]> Files = new();
    private static readonly Lock Turn = new();
    private static bool _inUse;

    /// <summary>Must have been called before the first XFont of the process is made.</summary>
    public static void Use()
    {
        lock (Turn)
        {
            if (!_inUse)
            {
                GlobalFontSettings.FontResolver = new PrintedFonts();
                _inUse = true;
            }
        }
    }

    public FontResolverInfo ResolveTypeface(string familyName, bool isBold, bool isItalic) => familyName == Text
        ? new FontResolverInfo(isBold ? "PublicSans-Bold" : "PublicSans-Regular")
        : new FontResolverInfo(familyName, isBold, false);

    public byte[]? GetFont(string faceName) => Files.GetOrAdd(faceName, Read);

    private static byte[] Read(string faceName)
    {
        var name = $"Portal.Core.Documents.Fonts.{faceName}.ttf";
        using var stream = typeof(PrintedFonts).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
