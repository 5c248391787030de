using Microsoft.Playwright;

namespace Portal.Journeys.Screens;

/// <summary>From past due to restored, on the office's desk: nothing yet, a preview, every form wrong.</summary>
internal static class LadderTour
{
    public static async IAsyncEnumerable<string> DesksAsync(IPage page)
    {
        foreach (var (path, name) in new[]
        {
            ("/office/delinquency", "shut-offs"), ("/office/delinquency/cases", "accounts on the ladder"),
            ("/office/delinquency/lists", "lists of shut-offs"),
            ("/office/delinquency/field", "shut-offs in the field"),
            ("/office/delinquency/holds", "holds of all accounts"), ("/office/delinquency/packs", "rules"),
        })
        {
            await page.GotoAsync(path);
            yield return name;
        }

        await page.Locator("main tbody a").First.ClickAsync();
        await page.WaitForLoadStateAsync();
        yield return "rules in force";
        await page.GotoAsync("/office/delinquency/holds");
        await page.Locator("main form button").Last.ClickAsync();
        await page.WaitForLoadStateAsync();
        yield return "hold without a reason";
        await page.GotoAsync("/office/delinquency/lists");
        await page.Locator("main form button").First.ClickAsync();
        await page.WaitForLoadStateAsync();
        yield return "list of nobody";
        await page.GotoAsync("/office/delinquency");
        await page.Locator("main form button").First.ClickAsync();
        await page.WaitForLoadStateAsync();
        yield return "run previewed";
    }

    public static async IAsyncEnumerable<string> AccountAsync(IPage page, Guid account)
    {
        await page.GotoAsync($"/office/delinquency/cases/{account}");
        yield return "shut-off of an account";
        await page.GotoAsync($"/office/delinquency/holds/{account}");
        yield return "holds of an account";
    }
}
