using Microsoft.Playwright;

namespace Portal.Journeys.Screens;

/// <summary>Paying later: what is offered, the schedule, an agreement; and in the office.</summary>
public static class ArrangementTour
{
    /// <summary>Of each account that owes something: the offer, and a schedule not agreed to.</summary>
    public static async IAsyncEnumerable<string> ResidentAsync(IPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        foreach (var kind in new[] { "Counter", "CallBack" })
        {
            await page.GotoAsync($"/my/appointments?Kind={kind}");
            yield return $"appointments, {kind}";
        }

        await page.Locator("main form .acts button").Last.ClickAsync();
        await page.WaitForLoadStateAsync();
        yield return "call back without a number";
        await page.GotoAsync("/my");
        var places = await page.Locator("main a[href^='/my/arrangements/']").EvaluateAllAsync<string[]>(
            "links => [...new Set(links.map(l => l.getAttribute('href')))]");
        foreach (var (no, place) in places.Index())
        {
            await page.GotoAsync(place);
            yield return $"more time to pay {no + 1}";
            if (await page.Locator("main form").CountAsync() > 0)
            {
                await page.Locator("main form .acts button").Last.ClickAsync();
                await page.WaitForLoadStateAsync();
                yield return "schedule to check";
                await page.Locator("main form .acts button").First.ClickAsync();
                await page.WaitForLoadStateAsync();
                yield return "schedule not agreed to";
                await page.GotoAsync(place + "/check?Kind=Arrangement&Months=99");
                yield return "schedule not offered";
            }
        }
    }

    /// <summary>The list, the newest agreement's account, and what one account is offered.</summary>
    public static async IAsyncEnumerable<string> OfficeAsync(IPage page, Guid account)
    {
        ArgumentNullException.ThrowIfNull(page);
        await page.GotoAsync("/office/arrangements");
        yield return "agreements";
        await page.GotoAsync("/office/arrangements?Show=Broken");
        yield return "agreements, none broken";
        await page.GotoAsync($"/office/accounts/{account}/plan?Kind=Arrangement&Months=3");
        yield return "agreement of an account";
        await page.GotoAsync("/office/settings/rules/Arrangements");
        yield return "rule about paying later";
        await page.GotoAsync("/office/appointments");
        yield return "appointments of a day";
        await page.GotoAsync("/office/settings/appointments");
        yield return "hours for appointments";
        await page.GotoAsync("/office/ledger/relief");
        yield return "relief fund";
    }
}
