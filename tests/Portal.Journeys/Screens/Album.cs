using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Playwright;
using Portal.Journeys.Actors;

namespace Portal.Journeys.Screens;

/// <summary>Pictures in a folder, with one page that shows them all and one picture of that page.</summary>
public sealed class Album(string folder)
{
    /// <summary>A desk and a phone.</summary>
    public static readonly (int Width, int Height)[] Sizes = [(1280, 900), (Inspection.Phone, 844)];

    /// <summary>The visitors that PORTAL_SCREENS_ONLY names; all when it names none.</summary>
    private static readonly string[] Only = Environment.GetEnvironmentVariable("PORTAL_SCREENS_ONLY") is { Length: > 0 }
        only ? only.Split(',') : [];

    private readonly List<string> _files = [];

    /// <summary>Whether this visitor's pictures were asked for.</summary>
    public static bool Wants(string visitor) => Only.Length == 0 || Only.Contains(visitor);

    /// <summary>The folder of infra/screens, or .data/screens.</summary>
    public static Album Open()
    {
        var folder = Environment.GetEnvironmentVariable("PORTAL_SCREENS_DIR") is { Length: > 0 } asked
            ? asked
            : Testing.Repository.Path(".data/screens");
        Directory.CreateDirectory(folder);
        return new(folder);
    }

    /// <summary>Pictures of a page at each width.</summary>
    /// <returns>What is wrong with it at any of them.</returns>
    public async Task<IReadOnlyList<string>> TakeAsync(IPage page, string visitor, string name, string language)
    {
        ArgumentNullException.ThrowIfNull(page);
        var faults = new List<string>();
        foreach (var (width, height) in Sizes)
        {
            await page.SetViewportSizeAsync(width, height);
            await KeepAsync(page, visitor, name, language, width);
            faults.AddRange(await new Person(page).BarriersAsync());
            faults.AddRange(await Inspection.WhatMachinesReadAsync(page, $"{name} ({language})"));
            faults.AddRange(await Inspection.WhatDoesNotFitAsync(page, $"{name} ({language})"));
        }

        return faults;
    }

    private async Task KeepAsync(IPage page, string visitor, string name, string language, int width)
    {
        var words = $"{visitor} {name}".Trim('/').Replace('/', ' ').Replace(",", "", StringComparison.Ordinal);
        var file = $"{words.Replace(' ', '-')}.{language}.{width}.png";
        // What sticks to the top of the window belongs at the top of the picture.
        await page.EvaluateAsync("scrollTo(0, 0)");
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, file), FullPage = true });
        _files.Add(file);
    }

    /// <param name="album">What the contact sheet is of; nothing for the whole portal.</param>
    public async Task FinishAsync(IPage page, string album = "")
    {
        ArgumentNullException.ThrowIfNull(page);
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

        album = album.Length == 0 ? "" : $"-{album}";
        var index = Path.Combine(folder, $"index{album}.html");
        await File.WriteAllTextAsync(index, html.ToString());
        await page.SetViewportSizeAsync(1640, 1000);
        await page.GotoAsync(new Uri(index).ToString());
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"contact-sheet{album}.png"), FullPage = true });
    }
}
