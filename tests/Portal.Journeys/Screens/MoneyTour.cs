using Microsoft.Playwright;

namespace Portal.Journeys.Screens;

/// <summary>Money that goes back or was put wrong: refunds, checks, suspense, payments moved or shared out.</summary>
internal static class MoneyTour
{
    public static async IAsyncEnumerable<string> DesksAsync(IPage page)
    {
        foreach (var (path, name) in new[]
        {
            ("/office/refunds", "refunds"), ("/office/refunds?show=Failed", "refunds that came back"),
            ("/office/checks", "checks"), ("/office/checks?state=Stale", "stale checks"),
            ("/office/unclaimed", "unclaimed money"), ("/office/unclaimed?show=DueByNotice", "unclaimed, old enough"),
            ("/office/suspense", "money to place"), ("/office/suspense?show=Ended", "money that was placed"),
            ("/office/suspense/enter", "enter money to place"),
        })
        {
            await page.GotoAsync(path);
            yield return name;
        }

        await page.GotoAsync("/office/suspense/enter");
        await page.Locator("main form .acts button").First.ClickAsync();
        await page.WaitForLoadStateAsync();
        yield return "enter money with nothing filled in";
    }

    /// <summary>One account, which was opened before, and its newest payment.</summary>
    public static async IAsyncEnumerable<string> AccountAsync(IPage page, Guid account, Guid payment)
    {
        foreach (var (path, name) in new[]
        {
            ($"/office/accounts/{account}/adjust", "adjust"), ($"/office/accounts/{account}/refund", "refund"),
            ($"/office/accounts/{account}/payments/{payment}/move", "move a payment"),
            ($"/office/accounts/{account}/payments/{payment}/share", "share out a payment"),
            ($"/office/returns/payment/{payment}", "return a payment"),
        })
        {
            await page.GotoAsync(path);
            yield return name;
        }

        await page.GotoAsync($"/office/accounts/{account}/adjust");
        await page.Locator("main form .acts button").First.ClickAsync();
        await page.WaitForLoadStateAsync();
        yield return "adjust with nothing filled in";
    }
}
