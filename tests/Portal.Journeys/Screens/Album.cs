using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Playwright;

namespace Portal.Journeys.Screens;

/// <summary>Pictures in a folder, with one page that shows them all and one picture of that page.</summary>
public sealed class Album(string folder)
{
    private readonly List<string> _files = [];

    /// <summary>The folder of infra/screens, or .data/screens.</summary>
    public static Album Open()
    {
        var folder = Environment.GetEnvironmentVariable("PORTAL_SCREENS_DIR") is { Length: > 0 } asked
            ? asked
            : Testing.Repository.Path(".data/screens");
        Directory.CreateDirectory(folder);
        return new(folder);
    }

    public async Task KeepAsync(IPage page, string visitor, string name, string language, int width)
    {
        var words = $"{visitor} {name}".Trim('/').Replace('/', ' ').Replace(",", "", StringComparison.Ordinal);
        var file = $"{words.Replace(' ', '-')}.{language}.{width}.png";
        // What sticks to the top of the window belongs at the top of the picture.
        await page.EvaluateAsync("scrollTo(0, 0)");
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, file), FullPage = true });
        _files.Add(file);
    }

    public async Task FinishAsync(IPage page)
    {
        var html = new StringBuilder(
            """
            <!doctype html><html lang="en"><meta charset="utf-8"><title>Screens</title>
            <style>body{font:12px system-ui;display:flex;flex-wrap:wrap;gap:12px;margin:12px}
            figure{margin:0;width:150px}img{width:150px;height:190px;object-fit:cover;object-position:top;
            border:1px solid #ccc}</style>
            """);
        foreach (var file in _files.Order(StringComparer.Ordinal))
        {
            var words = WebUtility.HtmlEncode(Path.GetFileNameWithoutExtension(file));
            html.Append(CultureInfo.InvariantCulture, $"<figure><a href=\"{file}\"><img src=\"{file}\" alt=\"\"></a>")
                .Append(CultureInfo.InvariantCulture, $"<figcaption>{words}</figcaption></figure>");
        }

        var index = Path.Combine(folder, "index.html");
        await File.WriteAllTextAsync(index, html.ToString());
        await page.SetViewportSizeAsync(1640, 1000);
        await page.GotoAsync(new Uri(index).ToString());
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, "contact-sheet.png"), FullPage = true });
    }
}
