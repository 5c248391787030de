using Microsoft.Playwright;

namespace Portal.Journeys.Screens;

/// <summary>Water use: charts, alerts, a form with nothing filled in; and the office's look at both.</summary>
public static class UseTour
{
    /// <summary>Of each account of who is signed in.</summary>
    public static async IAsyncEnumerable<string> ResidentAsync(IPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        await page.GotoAsync("/my/use");
        yield return "use, which account";
        var links = await page.Locator("main a[href^='/my/use/']").EvaluateAllAsync<string[]>(
            "links => [...new Set(links.map(l => l.getAttribute('href')))]");
        // Who has one account is led to it at once; its files and days are links as well.
        var places = links.Where(link => Guid.TryParse(link["/my/use/".Length..], out _)).ToList();
        if (places.Count == 0) { places.Add(new Uri(page.Url).AbsolutePath); }

        foreach (var (no, place) in places.Index())
        {
            await page.GotoAsync(place);
            yield return $"use by month {no + 1}";
            await page.GotoAsync($"{place}?by=day");
            yield return $"use by day {no + 1}";
            await page.GotoAsync($"{place}/alerts");
            yield return $"use alerts {no + 1}";
        }

        await page.GotoAsync($"{places[0]}?by=year");
        await Billing.Forms.UnfoldAllAsync(page);
        yield return "use by year with its table";
        await page.GotoAsync($"{places[0]}/alerts");
        await page.Locator("main form[action*='Away'] button").ClickAsync();
        await page.WaitForLoadStateAsync();
        yield return "days away not filled in";
    }

    /// <summary>All that goes on, and one account, which was opened before.</summary>
    public static async IAsyncEnumerable<string> OfficeAsync(IPage page, Guid account)
    {
        ArgumentNullException.ThrowIfNull(page);
        await page.GotoAsync("/office/usealerts");
        yield return "use alerts of the city";
        await page.GotoAsync($"/office/accounts/{account}/use?by=day");
        yield return "use of an account";
    }
}
