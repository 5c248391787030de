using Microsoft.Playwright;
using Portal.Journeys.Actors;
using Portal.Journeys.Opening;
using static Microsoft.Playwright.Assertions;

namespace Portal.Journeys;

/// <summary>No mouse: Tab, Space and Enter pay a bill or schedule one, and it can be seen where one is.</summary>
[Collection(InTheCity.Name)]
public sealed class KeyboardJourney(OpenCity city)
{
    private const string Ana = "ana.keyboard@example.com";

    /// <summary>
    /// Whether what has the keyboard, or the label that stands for it, is drawn with a ring around it.
    /// </summary>
    private const string HasVisibleFocus =
        """
        element => [element, ...(element.labels ?? [])].some(part => ['', '::before'].some(piece => {
          const look = getComputedStyle(part, piece || undefined);
          return (look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2) || look.boxShadow !== 'none';
        }))
        """;

    [Fact]
    public Task A_bill_is_paid_by_card_with_the_keyboard_alone() => city.LetAsync(async page =>
    {
        var bill = await city.Records.TakeAccountAsync();
        await city.Records.SettleAsync(Ana, "en", bill);
        var ana = new Person(page);
        await ana.GoToAsync("/");
        await page.Keyboard.PressAsync("Tab");
        await Expect(ana.Link("Skip to main content")).ToBeFocusedAsync();
        await EnterAsync(page, ana.Link("Sign in"));
        await ana.IsOnAsync("Sign in");
        await TypeAsync(page, "E-mail", Ana);
        await TypeAsync(page, "Password", Resident.Password);
        await page.Keyboard.PressAsync("Enter");
        await ana.IsOnAsync("My home");
        await EnterAsync(page, ana.Link($"Pay {bill.Owed}"));
        await ana.IsOnAsync("How much do you want to pay?");
        await EnterAsync(page, Button(page, "Continue"));
        await ana.IsOnAsync("Check before you pay");
        await TabToAsync(page, Button(page, $"Pay {bill.Owed}"));
        await page.Keyboard.PressAsync("Space");
        await ana.IsOnAsync("Pay your bill");
        await TypeAsync(page, "Card number", Checkout.GoodCard);
        await TypeAsync(page, "Expiration date", "12 / 40");
        await TypeAsync(page, "Security code", "123");

        await EnterAsync(page, Button(page, $"Pay {bill.Owed}"));

        await ana.IsOnAsync("Payment received");
        await TabToAsync(page, ana.Link("Go to My home"));
    });

    [Fact]
    public Task A_guest_schedules_a_payment_with_the_keyboard_alone() => city.LetAsync(async page =>
    {
        const string Email = "keys.later@example.com";
        var bill = await city.Records.TakeAccountAsync();
        var guest = new Guest(page);
        await guest.GoToAsync("/");
        await EnterAsync(page, guest.Link("Pay without signing in"));
        await guest.IsOnAsync("Pay without signing in");
        await TypeAsync(page, "Account number", bill.Number);
        await TypeAsync(page, "PIN or ZIP code", bill.Pin);
        await page.Keyboard.PressAsync("Enter");
        await guest.IsOnAsync("How much do you want to pay?");
        await EnterAsync(page, guest.Link("Pay on another day instead"));
        await guest.IsOnAsync("Schedule a payment");
        await TypeAsync(page, "Your e-mail", Email);
        await EnterAsync(page, Button(page, "Continue"));
        await guest.IsOnAsync("Check the payment");
        await TabToAsync(page, page.GetByLabel("I agree"));
        await page.Keyboard.PressAsync("Space");
        await EnterAsync(page, Button(page, "Continue"));
        await guest.IsOnAsync("Save a way to pay");
        await TypeAsync(page, "Card number", Checkout.GoodCard);
        await TypeAsync(page, "Expiration date", "12 / 40");
        await TypeAsync(page, "Security code", "123");
        await EnterAsync(page, Button(page, "Save"));
        await guest.IsOnAsync("Your payment is scheduled");
        await city.MailAsync(Email, $"Your payment of {bill.Owed} is scheduled for");
    });

    private static ILocator Button(IPage page, string name) =>
        page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private static async Task TypeAsync(IPage page, string label, string words)
    {
        await TabToAsync(page, page.GetByLabel(label, new() { Exact = true }));
        await page.Keyboard.TypeAsync(words);
    }

    private static async Task EnterAsync(IPage page, ILocator target)
    {
        await TabToAsync(page, target);
        await page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Tabs on until the target has the keyboard; each stop on the way must be visible as such.</summary>
    private static async Task TabToAsync(IPage page, ILocator target)
    {
        var wanted = await target.First.ElementHandleAsync();
        for (var stop = 0; stop < 80; stop++)
        {
            await page.Keyboard.PressAsync("Tab");
            var here = (await page.EvaluateHandleAsync("document.activeElement")).AsElement()!;
            if (await here.EvaluateAsync<bool>("element => element === document.body")) { continue; }

            Assert.True(
                await here.EvaluateAsync<bool>(HasVisibleFocus),
                $"{page.Url}: no visible focus on {await here.EvaluateAsync<string>("element => element.outerHTML")}");
            if (await here.EvaluateAsync<bool>("(element, wanted) => element === wanted", wanted)) { return; }
        }

        Assert.Fail($"{page.Url}: Tab never came to {target}.");
    }
}
