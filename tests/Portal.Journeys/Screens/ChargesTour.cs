using Microsoft.Playwright;

namespace Portal.Journeys.Screens;

/// <summary>Fees and security deposits in the office: the desks, and what is done to an account.</summary>
public static class ChargesTour
{
    /// <summary>The desks, for who is signed in to the office.</summary>
    public static async IAsyncEnumerable<string> DesksAsync(IPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        foreach (var (path, name) in new[]
        {
            ("/office/billing/fees", "fees"), ("/office/billing/fees/reconnect", "fee"),
            ("/office/billing/fees/reconnect/draft", "fee draft"),
        })
        {
            await page.GotoAsync(path);
            yield return name;
        }

        await page.Locator("[name='Input.Cap']").FillAsync("1.00");
        await PressAsync(page, 0);
        yield return "fee draft above its cap";
        await page.GotoAsync("/office/deposits");
        yield return "deposits desk";
    }

    /// <summary>What is done to one account, which was opened before.</summary>
    public static async IAsyncEnumerable<string> AccountAsync(IPage page, Guid account)
    {
        ArgumentNullException.ThrowIfNull(page);
        await page.GotoAsync($"/office/accounts/{account}/agreement");
        yield return "what a service is billed by";
        await page.GotoAsync($"/office/accounts/{account}/fee");
        yield return "charge a fee";
        await PressAsync(page, 0);
        yield return "charge a fee with nothing filled in";
        await page.Locator("[name='Input.Fee'][value='NewAccount']").CheckAsync();
        await page.Locator("[name='Input.Note']").FillAsync("Application 7");
        await PressAsync(page, 0);
        yield return "charge a fee, effect";
        await PressAsync(page, 0);
        yield return "account with a fee";
        await page.Locator("#adjustments ~ .table-scroll a[href*='/waive/']").First.ClickAsync();
        await page.WaitForLoadStateAsync();
        yield return "waive a charge";
        var deposits = $"/office/accounts/{account}/deposits";
        await page.GotoAsync(deposits);
        yield return "deposits, none";
        await page.GotoAsync($"{deposits}/demand");
        yield return "demand a deposit";
        await PressAsync(page, 0);
        yield return "demand a deposit with nothing filled in";
        await page.Locator("[name='Input.Cause'][value='Bankruptcy']").CheckAsync();
        await page.Locator("[name='Input.Amount']").FillAsync("20.00");
        await page.Locator("[name='Input.Note']").FillAsync("Case 26-1044");
        await PressAsync(page, 0);
        yield return "deposit demanded";
        await page.GotoAsync($"{deposits}/take");
        yield return "take a deposit";
        await page.Locator("[name='Input.Tender'][value='Check']").CheckAsync();
        await PressAsync(page, 0);
        yield return "deposit taken";
        await page.Locator("main a[href$='/return']").First.ClickAsync();
        await page.WaitForLoadStateAsync();
        yield return "return a deposit";
        await page.GotoAsync(deposits);
        await page.Locator("main a[href$='/transfer']").First.ClickAsync();
        await page.WaitForLoadStateAsync();
        yield return "take a deposit along";
    }

    private static async Task PressAsync(IPage page, int button)
    {
        await page.Locator("main form[method='post'] .acts button").Nth(button).ClickAsync();
        await page.WaitForLoadStateAsync();
    }
}
