using Microsoft.Playwright;
using Portal.Journeys.Actors;
using Portal.Journeys.Opening;

namespace Portal.Journeys;

/// <summary>A landlord with three premises sees them in one list and lets a helper into one of them.</summary>
[Collection(InTheCity.Name)]
public sealed class LandlordJourney(OpenCity city)
{
    private const string Landlord = "lena.landlord@example.com";
    private const string Helper = "hank.helper@example.com";

    [Fact]
    public async Task Three_premises_are_linked_found_and_one_of_them_is_shared_and_taken_back()
    {
        await city.Records.SettleAsync(Landlord, "en", null);
        await city.Records.SettleAsync(Helper, "en", null);
        var bills = new List<PaperBill>();
        for (var i = 0; i < 3; i++) { bills.Add(await city.Records.TakeAccountAsync()); }

        await city.LetAsync(async page =>
        {
            var lena = new Resident(page);
            await lena.SignInAsync(Landlord);
            foreach (var bill in bills)
            {
                await lena.GoToAsync("/my/link");
                await lena.FillInAsync("Account number", bill.Number);
                await lena.FillInAsync("PIN", bill.Pin);
                await lena.PressAsync("Link account");
                await lena.SeesAsync("The account is linked");
            }

            await lena.GoToAsync("/my");
            await lena.SeesAsync("Your accounts: 3 of 3");
            await lena.FillInAsync("Find by place or account number", bills[1].Number);
            await lena.PressAsync("Find");
            await lena.SeesAsync("Your accounts: 1 of 3");
            await page.GetByRole(AriaRole.Link, new() { Name = "People with access" }).ClickAsync();
            await lena.IsOnAsync("People with access");
            await lena.FillInAsync("Their e-mail address", Helper);
            await page.GetByLabel("See bills", new() { Exact = true }).Last.CheckAsync();
            await lena.PressAsync("Send the invitation");
            await lena.SeesAsync("The invitation is on its way.");
        });
        await city.LetAsync(async page =>
        {
            var hank = new Resident(page);
            await hank.SignInAsync(Helper);
            await hank.FollowAsync("See the invitation");
            await hank.IsOnAsync("Invitations");
            await hank.PressAsync("Accept");
            await hank.IsOnAsync("My home");
            await hank.SeesAsync("You can see the bills of this account but not pay it.");
        });
        await city.LetAsync(async page =>
        {
            var lena = new Resident(page);
            await lena.SignInAsync(Landlord);
            await lena.GoToAsync($"/my/people/{bills[1].Id}");
            await page.Locator("summary", new() { HasText = "End access" }).ClickAsync();
            await lena.PressAsync("End access");
            await lena.SeesAsync("Their access has ended.");
        });
    }
}
