using Microsoft.Playwright;
using Portal.Journeys.Actors;
using Portal.Journeys.Opening;
using static Microsoft.Playwright.Assertions;

namespace Portal.Journeys;

/// <summary>With scripts switched off everything needed to pay is still there.</summary>
[Collection(InTheCity.Name)]
public sealed class NoScriptJourney(OpenCity city)
{
    private const string Ana = "ana.noscript@example.com";

    [Fact]
    public Task A_bill_is_seen_and_paid_with_scripts_switched_off() => city.LetAsync(
        async page =>
        {
            var bill = await city.Records.TakeAccountAsync();
            await city.Records.SettleAsync(Ana, "en", bill);
            var (ana, checkout) = (new Person(page), new Checkout(page));
            await ana.GoToAsync("/signin");
            await ana.FillInAsync("E-mail", Ana);
            await ana.FillInAsync("Password", Resident.Password);
            await ana.PressAsync("Sign in");
            await Expect(ana.Title("My home")).ToBeVisibleAsync();
            await ana.FollowAsync("View bill");
            await Expect(ana.Title("Bill of")).ToBeVisibleAsync();
            await page.GetByText("Water service").First.ClickAsync();
            await ana.SeesAsync("Priced with version");
            await ana.FollowAsync($"Pay {bill.Owed}");
            await Expect(page.GetByLabel("If another amount: how much").First).ToBeHiddenAsync();
            await ana.PressAsync("Continue");
            await ana.PressAsync($"Pay {bill.Owed}");

            await checkout.PayByCardAsync($"Pay {bill.Owed}");

            await Expect(ana.Title("Payment received")).ToBeVisibleAsync();
            await ana.SeesAsync("What it paid for");
            await Expect(ana.Link("Download PDF")).ToBeVisibleAsync();
        },
        new BrowserNewContextOptions { JavaScriptEnabled = false });
}
