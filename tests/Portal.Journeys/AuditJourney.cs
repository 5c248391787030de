using Microsoft.Playwright;
using Portal.Journeys.Actors;
using Portal.Journeys.Opening;

namespace Portal.Journeys;

/// <summary>Somebody who audits finds who looked at an account and why.</summary>
[Collection(InTheCity.Name)]
public sealed class AuditJourney(OpenCity city)
{
    [Fact]
    public Task Who_looked_at_an_account_and_why_is_found_in_its_history() => city.LetAsync(async page =>
    {
        var account = await city.Records.TakeAccountAsync();
        var clerk = new Clerk(page);
        await clerk.SignInAsync();
        await clerk.GoToAsync($"/office/accounts/{account.Id}");
        await clerk.FillInAsync("Note", "asks why July was high");
        await clerk.PressAsync("Phone call");
        await page.Context.ClearCookiesAsync();
        var auditor = new Supervisor(page);
        await auditor.SignInAsync();
        await auditor.GoToAsync($"/office/accounts/{account.Id}");
        await auditor.FillInAsync("Note", "yearly audit");
        await auditor.PressAsync("Billing work");

        await auditor.GoToAsync($"/office/accounts/{account.Id}/timeline");
        await page.GetByLabel("Looks").CheckAsync();
        await auditor.PressAsync("Show");

        await auditor.SeesAsync("asks why July was high");
        await auditor.SeesAsync("yearly audit");
        await auditor.SeesAsync("Terry");
        await Assertions.Expect(page.Locator(".timeline")).Not.ToContainTextAsync("Bills and charges");
    });
}
