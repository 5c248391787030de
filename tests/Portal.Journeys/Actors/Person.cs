using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Portal.Journeys.Actors;

/// <summary>Somebody with a browser, who finds things by their words and what they are.</summary>
public class Person(IPage page)
{
    public IPage Page => page;

    /// <summary>Types an address.</summary>
    public Task GoToAsync(string path) => page.GotoAsync(path);

    public Task FollowAsync(string link) => Link(link).ClickAsync();

    public Task PressAsync(string button) =>
        page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).First.ClickAsync();

    public Task FillInAsync(string label, string answer) =>
        page.GetByLabel(label, new() { Exact = true }).First.FillAsync(answer);

    public Task SeesAsync(string words) => Expect(page.GetByText(words).First).ToBeVisibleAsync();

    public Task DoesNotSeeAsync(string words) => Expect(page.GetByText(words)).ToHaveCountAsync(0);

    public ILocator Link(string words) =>
        page.GetByRole(AriaRole.Link, new() { Name = words, Exact = true }).First;

    /// <summary>Is on the page with this title, in this language, and finds no barrier on it.</summary>
    public async Task IsOnAsync(string title, string language = "en")
    {
        await Expect(Title(title)).ToBeVisibleAsync();
        await Expect(page.Locator("html")).ToHaveAttributeAsync("lang", language);
        await FindsNoBarrierAsync();
    }

    public ILocator Title(string title) => page.GetByRole(AriaRole.Heading, new() { Name = title, Level = 1 });

    /// <summary>axe finds nothing wrong with the page as it is.</summary>
    public async Task FindsNoBarrierAsync()
    {
        var barriers = await BarriersAsync();
        Assert.True(barriers.Count == 0, string.Join('\n', barriers));
    }

    /// <summary>What axe finds wrong with the page as it is.</summary>
    public async Task<IReadOnlyList<string>> BarriersAsync()
    {
        // The other mode opens a blank page of its own, which the browser of a build machine may not get to open.
        var found = await page.RunAxeLegacy();
        return
        [
            .. found.Violations.SelectMany(violation => violation.Nodes.Select(node =>
                $"{page.Url}: {violation.Id}: {violation.Help}: {node.Html}")),
        ];
    }
}
