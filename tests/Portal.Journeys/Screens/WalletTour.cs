using Microsoft.Playwright;
using Portal.Journeys.Actors;

namespace Portal.Journeys.Screens;

/// <summary>Kept cards, autopay and scheduled payments: empty, wrong and full; resident, guest and office.</summary>
public static class WalletTour
{
    /// <summary>Of who is signed in: ends with autopay off again, so that the tour can be taken anew.</summary>
    public static async IAsyncEnumerable<string> ResidentAsync(IPage page, Guid account)
    {
        ArgumentNullException.ThrowIfNull(page);
        foreach (var (path, name) in new[]
        {
            ("/my/methods", "methods, none yet"), ($"/my/autopay/{account}", "autopay off"),
            ($"/my/schedule?account={account}", "schedule without a card"),
            ($"/my/autopay/{account}/terms", "autopay terms without a card"),
        })
        {
            await page.GotoAsync(path);
            yield return name;
        }

        await page.Locator("main form button").Last.ClickAsync();
        await KeepCardAsync(page);
        yield return "autopay terms";
        await page.Locator("[name='Input.Cap']").FillAsync("much");
        await PressAsync(page, "#terms button");
        yield return "autopay terms, wrong";
        await page.Locator("[name='Input.Cap']").FillAsync("");
        await PressAsync(page, "#terms button");
        yield return "autopay agreement";
        await PressAsync(page, "main form button.usa-button--big");
        yield return "autopay not agreed to";
        await page.Locator("[name='Input.Agree'][type=checkbox]").CheckAsync();
        await PressAsync(page, "main form button.usa-button--big");
        yield return "autopay on";
        foreach (var (path, name) in new[]
        {
            ("/my", "my home with autopay"), ("/my/methods", "methods"), ("/my/payments", "payments to come"),
        })
        {
            await page.GotoAsync(path);
            yield return name;
        }

        await foreach (var name in ScheduleAsync(page, account)) { yield return name; }
        await page.GotoAsync($"/my/autopay/{account}");
        await page.Locator("details.more summary").First.ClickAsync();
        yield return "autopay, about to be turned off";
        await PressAsync(page, "details.more button");
        yield return "autopay turned off";
    }

    /// <summary>Of a guest on the page of the amount.</summary>
    public static async IAsyncEnumerable<string> GuestAsync(IPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        var back = page.Url;
        await page.Locator("a[href^='/pay/schedule']").ClickAsync();
        await page.WaitForLoadStateAsync();
        yield return "guest schedules";
        await PressAsync(page, "#schedule button");
        yield return "guest schedules without an address";
        await page.Locator("[name='Input.Email']").FillAsync("tour@example.com");
        await PressAsync(page, "#schedule button");
        yield return "guest agrees";
        await page.GotoAsync("/pay/scheduled?key=gone");
        yield return "guest with a spent link";
        await page.GotoAsync(back);
    }

    /// <summary>Of one account in the office, which was opened before.</summary>
    public static async IAsyncEnumerable<string> AccountAsync(IPage page, Guid account)
    {
        ArgumentNullException.ThrowIfNull(page);
        await page.GotoAsync($"/office/accounts/{account}/autopay");
        yield return "autopay of an account";
    }

    private static async IAsyncEnumerable<string> ScheduleAsync(IPage page, Guid account)
    {
        await page.GotoAsync($"/my/schedule?account={account}");
        yield return "schedule";
        await page.Locator("[name='Input.Amount']").FillAsync("");
        await PressAsync(page, "#schedule button");
        yield return "schedule without an amount";
        await page.Locator("[name='Input.Amount']").FillAsync("12.00");
        await PressAsync(page, "#schedule button");
        yield return "schedule agreement";
        await page.Locator("[name='Input.Agree'][type=checkbox]").CheckAsync();
        await PressAsync(page, "main form button.usa-button--big");
        yield return "scheduled";
        await PressAsync(page, "main form button.usa-button--secondary");
        yield return "scheduled and canceled";
    }

    private static async Task KeepCardAsync(IPage page)
    {
        await page.Locator("#Number").FillAsync(Checkout.GoodCard);
        await page.Locator("#Expiry").FillAsync("12/40");
        await page.Locator("#Cvc").FillAsync("123");
        await page.Locator("form button").ClickAsync();
        await page.Locator("#terms").WaitForAsync();
    }

    private static async Task PressAsync(IPage page, string button)
    {
        await page.RunAndWaitForResponseAsync(
            () => page.Locator(button).First.ClickAsync(),
            answer => answer.Request.IsNavigationRequest && answer.Status is (< 300 or >= 400));
        await page.WaitForLoadStateAsync();
    }
}
