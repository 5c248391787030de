using Microsoft.Playwright;
using Portal.Journeys.Actors;
using Portal.Journeys.Opening;
using static Microsoft.Playwright.Assertions;

namespace Portal.Journeys;

/// <summary>
/// A call is written down, becomes a correction that is too large for one person, and a colleague approves it. In a
/// city of its own: a code of an authenticator is good once, and others sign in as the same people elsewhere.
/// </summary>
public sealed class CallJourney(OpenCity city) : IClassFixture<OpenCity>
{
    [Fact]
    public async Task A_call_becomes_an_adjustment_approved_by_another()
    {
        var bill = await city.Records.TakeAccountAsync();
        await using var first = await city.BrowserAsync(new() { ViewportSize = new() { Width = 1280, Height = 720 } });
        await using var second = await city.BrowserAsync();
        var (terry, sam) = (new Clerk(await first.NewPageAsync()), new Supervisor(await second.NewPageAsync()));
        await terry.SignInAsync();
        await sam.SignInAsync();

        await LogAsync(terry, bill.Number);
        await CorrectAsync(terry);
        await ApproveAsync(sam, bill.Number);

        await terry.GoToAsync($"/office/accounts/{bill.Id}");
        await terry.SeesAsync("$60.00");
    }

    /// <summary>With the keyboard alone.</summary>
    private static async Task LogAsync(Clerk terry, string number)
    {
        var page = terry.Page;
        await terry.GoToAsync("/office/requests");
        await terry.IsOnAsync("Questions and requests");
        Assert.True(await page.EvaluateAsync<bool>(
            "document.documentElement.scrollWidth <= document.documentElement.clientWidth"));
        await terry.Link("Log a call").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await terry.IsOnAsync("Log a call, visit or letter");
        await page.Keyboard.TypeAsync(number);
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("main ul a[href*='account=']").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByLabel("Name on the account").First.FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await page.GetByLabel("What is it about?").FocusAsync();
        await page.Keyboard.TypeAsync("A bill or a charge");
        await page.GetByLabel("What did they ask?").FocusAsync();
        await page.Keyboard.TypeAsync("We have two carts and pay for one.");
        await page.GetByLabel("I will answer later").FocusAsync();
        await page.Keyboard.PressAsync("Space");
        await terry.FindsNoBarrierAsync();
        await page.GetByLabel("What did they ask?").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await terry.SeesAsync("It is written down.");
        await terry.FindsNoBarrierAsync();
    }

    /// <summary>From the request to the correction.</summary>
    private static async Task CorrectAsync(Clerk terry)
    {
        await terry.FollowAsync("Correct a charge");
        await terry.IsOnAsync("Correct a charge");
        await terry.Page.GetByLabel("Charge more (debit)").CheckAsync();
        await terry.Page.GetByLabel("Which charge?").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await terry.FillInAsync("Amount", "60.00");
        await terry.Page.GetByLabel("Reason", new() { Exact = true })
            .SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await terry.FillInAsync("Why, in a few words", "Two carts since June");
        await terry.PressAsync("Show the effect");
        await terry.PressAsync("Ask for approval");
        await terry.SeesAsync("Waits for approval");
    }

    private static async Task ApproveAsync(Supervisor sam, string number)
    {
        await sam.GoToAsync("/office");
        await sam.FollowAsync("Approvals");
        await sam.IsOnAsync("Approvals");
        await sam.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = number })
            .GetByRole(AriaRole.Link).First.ClickAsync();
        await sam.SeesAsync("Two carts since June");
        await sam.PressAsync("Approve $60.00");
        await Expect(sam.Page.GetByText("Approved and posted.").First).ToBeVisibleAsync();
    }
}
