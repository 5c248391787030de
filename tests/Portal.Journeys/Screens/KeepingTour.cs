using Microsoft.Playwright;

namespace Portal.Journeys.Screens;

/// <summary>What the office keeps about an account, and its documents.</summary>
internal static class KeepingTour
{
    public static async IAsyncEnumerable<string> AccountAsync(IPage page, Guid account)
    {
        foreach (var (path, name) in new[]
        {
            ("flags", "flags"), ("notes", "notes"), ("timeline", "history"),
            ("timeline?Kind=Request&To=1999-01-01", "history with nothing in it"),
            ("as-customer", "what the customer sees"), ("details", "change an address"),
            ("details?part=LegalName", "change a legal name"),
        })
        {
            await page.GotoAsync($"/office/accounts/{account}/{path}");
            yield return name;
        }

        await page.GotoAsync($"/office/accounts/{account}/flags");
        await page.Locator("main form:has([name='Input.Source']) button").ClickAsync();
        await page.WaitForLoadStateAsync();
        yield return "a flag with nothing filled in";
        await page.GotoAsync($"/office/records/keep?account={account}");
        yield return "keep a document";
    }

    public static async IAsyncEnumerable<string> DesksAsync(IPage page)
    {
        await page.GotoAsync("/office/records");
        yield return "documents";
        await page.GotoAsync("/office/records?q=zzzzzz");
        yield return "no document found";
        await page.GotoAsync("/office/records/destroy");
        yield return "destruction lists";
    }
}
