using Microsoft.Playwright;
using Portal.Journeys.Actors;

namespace Portal.Journeys.Screens;

/// <summary>What is wrong with a page as it stands in its window, whatever it is about.</summary>
public static class Inspection
{
    /// <summary>A phone held upright.</summary>
    public const int Phone = 390;

    /// <summary>1280 px at 400 %.</summary>
    public const int Magnified = 320;

    /// <summary>axe at this width, and what does not fit a phone or a page magnified four times.</summary>
    public static async Task<IReadOnlyList<string>> AllAsync(IPage page, string name)
    {
        ArgumentNullException.ThrowIfNull(page);
        var (width, height) = (page.ViewportSize!.Width, page.ViewportSize.Height);
        var faults = new List<string>(await new Person(page).BarriersAsync());
        faults.AddRange(await WhatMachinesReadAsync(page, name));
        foreach (var narrow in new[] { Phone, Magnified })
        {
            await page.SetViewportSizeAsync(narrow, 844);
            faults.AddRange(await WhatDoesNotFitAsync(page, name));
        }

        await page.SetViewportSizeAsync(width, height);
        return faults;
    }

    /// <summary>What is wider than the window, when that makes the page scroll in two directions.</summary>
    public static async Task<IEnumerable<string>> WhatDoesNotFitAsync(IPage page, string name)
    {
        ArgumentNullException.ThrowIfNull(page);
        return
            from wide in await page.EvaluateAsync<string[]>(
                """
                () => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? []
                  : [...document.querySelectorAll('body *')]
                    .filter(e => e.getBoundingClientRect().right > innerWidth + 1
                      && !e.closest('.table-scroll, .office-nav'))
                    .slice(0, 5).map(e => e.outerHTML.slice(0, 120))
                """)
            select $"{name} ({page.Url}) is wider than {page.ViewportSize!.Width} px: {wide}";
    }

    /// <summary>
    /// Words on the page that only programs read: ids, days as files write them, names of words that have none. What is
    /// typed, and what is shown as code on purpose, may be anything.
    /// </summary>
    public static async Task<IEnumerable<string>> WhatMachinesReadAsync(IPage page, string name)
    {
        ArgumentNullException.ThrowIfNull(page);
        return
            from raw in await page.EvaluateAsync<string[]>(
                """
                () => {
                  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
                  const raw = /\b\d{4}-\d{2}-\d{2}\b|\b[0-9a-f]{8}-[0-9a-f]{4}-|\b[A-Z][A-Za-z]+_[A-Za-z_]+\b|\{\d\}/;
                  while (walk.nextNode()) {
                    const node = walk.currentNode;
                    if (raw.test(node.data) && !node.parentElement.closest('code, script, style, textarea, .raw')) {
                      found.push(node.data.trim().slice(0, 80));
                    }
                  }
                  return found;
                }
                """)
            select $"{name} ({page.Url}) shows what only programs read: {raw}";
    }
}
