using Microsoft.Playwright;

namespace Portal.Journeys.Screens;

/// <summary>Asking, disputing, moving; and the office's desk of it.</summary>
public static class RequestTour
{
    /// <summary>Of who is signed in and has a bill.</summary>
    public static async IAsyncEnumerable<string> ResidentAsync(IPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        foreach (var (path, name) in new[]
        {
            ("/my/requests", "requests"), ("/my/requests/new", "ask"),
            ("/my/requests/new?about=problem", "report a problem"),
            ("/my/requests/new?about=legal_name", "change a legal name"), ("/my/requests/move", "move"),
            ("/my/requests/move?what=move", "move, its form"),
        })
        {
            await page.GotoAsync(path);
            yield return name;
        }

        await SendAsync(page);
        yield return "move with nothing filled in";
        await page.GotoAsync("/my/requests/new");
        await SendAsync(page);
        yield return "ask with nothing filled in";
        await page.Locator("[name='Input.Topic']").SelectOptionAsync("meter");
        await page.Locator("[name='Input.Words']").FillAsync("Is my meter right?\n\n- It runs\n- It never stops");
        await SendAsync(page);
        yield return "request";
        await page.GotoAsync("/my/bills");
        await page.Locator("main a[href*='/my/bills/']").First.ClickAsync();
        await page.WaitForLoadStateAsync();
        await page.Locator("main a[href*='/my/requests/dispute/']").ClickAsync();
        await page.WaitForLoadStateAsync();
        yield return "dispute";
        await SendAsync(page);
        yield return "dispute with nothing filled in";
    }

    /// <summary>The desk, and the first request on it.</summary>
    public static async IAsyncEnumerable<string> OfficeAsync(IPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        await page.GotoAsync("/office/requests?show=late");
        yield return "desk of requests, nothing late";
        await page.GotoAsync("/office/requests");
        yield return "desk of requests";
        await page.GotoAsync("/office/requests/mail");
        yield return "mail that came in";
        await page.GotoAsync("/office/requests/delivery");
        yield return "mail that could not be delivered";
        await page.GotoAsync("/office/requests/log?find=rosa");
        yield return "call to be written down";
        await page.Locator("main form[method=post] .acts button").ClickAsync();
        await page.WaitForLoadStateAsync();
        yield return "call with nothing written down";
        await page.GotoAsync("/office/requests");
        await page.Locator("main table a[href*='/office/requests/']").First.ClickAsync();
        await page.WaitForLoadStateAsync();
        yield return "request in the office";
        await page.Locator("main a[href$='/manage']").ClickAsync();
        await page.WaitForLoadStateAsync();
        yield return "request to be given or passed on";
        await page.GoBackAsync();
        await page.Locator("main form:has([name='Input.Act']) button").ClickAsync();
        await page.WaitForLoadStateAsync();
        yield return "request with nothing written";
    }

    private static async Task SendAsync(IPage page)
    {
        await page.Locator("main form button.usa-button--big:visible").First.ClickAsync();
        await page.WaitForLoadStateAsync();
    }
}
