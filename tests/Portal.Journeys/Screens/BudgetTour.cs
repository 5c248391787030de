using Microsoft.Playwright;

namespace Portal.Journeys.Screens;

/// <summary>Budget billing: offered, on, and in the office.</summary>
public static class BudgetTour
{
    /// <summary>Of each account of who is signed in: the offer, not agreed to, and an account that has it.</summary>
    public static async IAsyncEnumerable<string> ResidentAsync(IPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        await page.GotoAsync("/my");
        var places = await page.Locator("main a[href^='/my/budget/']").EvaluateAllAsync<string[]>(
            "links => [...new Set(links.map(l => l.getAttribute('href')))]");
        foreach (var (no, place) in places.Index())
        {
            await page.GotoAsync(place);
            yield return $"budget {no + 1}";
            if (await page.Locator("[name='Input.Agree']").CountAsync() > 0)
            {
                await page.Locator("main form .acts button").First.ClickAsync();
                await page.WaitForLoadStateAsync();
                yield return "budget not agreed to";
            }
        }
    }

    /// <summary>Of one account, which was opened before.</summary>
    public static async IAsyncEnumerable<string> AccountAsync(IPage page, Guid account)
    {
        ArgumentNullException.ThrowIfNull(page);
        await page.GotoAsync($"/office/accounts/{account}/budget");
        yield return "budget of an account";
        await page.GotoAsync("/office/settings/rules/BudgetBilling");
        yield return "rule about budgets";
    }
}
