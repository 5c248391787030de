using System.Diagnostics;
using System.Globalization;
using System.Xml.Linq;

namespace Portal.Core.Tests.Documents;

/// <summary>Reads a PDF with tools by others: Debian's poppler-utils.</summary>
internal static class PdfReader
{
    public const string Tool = "/usr/bin/pdftotext";

    public static string Text(byte[] pdf) => Run("pdftotext", pdf, "-layout", "{file}", "-");

    /// <summary>Words of the first page and where they stand, in points from the top left.</summary>
    public static IReadOnlyList<PlacedWord> Words(byte[] pdf)
    {
        var page = XDocument.Parse(Run("pdftotext", pdf, "-bbox", "-l", "1", "{file}", "-"));
        return
        [
            .. from word in page.Descendants().Where(e => e.Name.LocalName == "word")
               select new PlacedWord(
                   word.Value, At(word, "xMin"), At(word, "xMax"), At(word, "yMin"), At(word, "yMax")),
        ];

        static double At(XElement word, string edge) =>
            double.Parse(word.Attribute(edge)!.Value, CultureInfo.InvariantCulture);
    }

    public static string Info(byte[] pdf) => Run("pdfinfo", pdf, "{file}");

    public static string Structure(byte[] pdf) => Run("pdfinfo", pdf, "-struct-text", "{file}");

    public static string[] Fonts(byte[] pdf) =>
        [.. Run("pdffonts", pdf, "{file}").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2)];

    private static string Run(string tool, byte[] pdf, params string[] arguments)
    {
        var file = Path.GetTempFileName();
        File.WriteAllBytes(file, pdf);
        var start = new ProcessStartInfo($"/usr/bin/{tool}") { RedirectStandardOutput = true };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument == "{file}" ? file : argument);
        }

        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        File.Delete(file);
        return text;
    }
}

/// <summary>A word on paper.</summary>
internal sealed record PlacedWord(string Text, double Left, double Right, double Top, double Bottom)
{
    /// <summary>Half of its height.</summary>
    public double Middle => (Top + Bottom) / 2;
}

/// <summary>A theory that needs poppler-utils: where they are not installed, it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PdfTheoryAttribute : TheoryAttribute
{
    public PdfTheoryAttribute() => Skip = File.Exists(PdfReader.Tool) ? null! : "poppler-utils are not here.";
}

/// <summary>A fact that needs poppler-utils: where they are not installed, it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PdfFactAttribute : FactAttribute
{
    public PdfFactAttribute() => Skip = File.Exists(PdfReader.Tool) ? null! : "poppler-utils are not here.";
}
