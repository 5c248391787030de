using System.Diagnostics;

namespace Portal.Core.Tests.Documents;

/// <summary>Reads a PDF with tools by others: Debian's poppler-utils.</summary>
internal static class PdfReader
{
    public const string Tool = "/usr/bin/pdftotext";

    public static string Text(byte[] pdf) => Run("pdftotext", pdf, "-layout", "{file}", "-");

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

/// <summary>A fact that needs poppler-utils: where they are not installed, it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PdfFactAttribute : FactAttribute
{
    public PdfFactAttribute() => Skip = File.Exists(PdfReader.Tool) ? null! : "poppler-utils are not here.";
}
