using Microsoft.Playwright;
using Portal.Journeys.Actors;
using Portal.Journeys.Opening;
using static Microsoft.Playwright.Assertions;

namespace Portal.Journeys;

/// <summary>An agreement to pay later, made with scripts switched off: once kept, once broken.</summary>
[Collection(InTheCity.Name)]
public sealed class ArrangementJourney(OpenCity city)
{
    private static readonly BrowserNewContextOptions NoScript = new() { JavaScriptEnabled = false };

    [Fact]
    public async Task One_who_agrees_to_pay_later_and_pays_has_kept_it()
    {
        const string Kept = "ana.kept@example.com";
        var bill = await city.Records.TakeAccountAsync();
        await city.Records.SettleAsync(Kept, "en", bill);
        await city.Records.ForgetContactAsync(bill);

        await city.LetAsync(
            async page =>
            {
                var ana = await AgreeAsync(page, Kept, bill);
                await ana.FollowAsync($"Pay {bill.Owed}");
                await ana.PressAsync("Continue");
                await ana.PressAsync($"Pay {bill.Owed}");
                await new Checkout(page).PayByCardAsync($"Pay {bill.Owed}");
                await Expect(ana.Title("Payment received")).ToBeVisibleAsync();
                await MorningAsync();
                await city.MailAsync(Kept, $"You have paid all {bill.Owed} of your agreement");
                await ana.GoToAsync($"/my/arrangements/{bill.Id}");
                await ana.SeesAsync("Paid in full");
            },
            NoScript);
    }

    [Fact]
    public async Task One_who_does_not_pay_is_told_and_then_has_broken_it()
    {
        const string Broken = "ana.broken@example.com";
        var bill = await city.Records.TakeAccountAsync();
        await city.Records.SettleAsync(Broken, "en", bill);
        await city.Records.ForgetContactAsync(bill);

        await city.LetAsync(
            async page =>
            {
                var ana = await AgreeAsync(page, Broken, bill);
                await city.MoveAgreementBackAsync(bill.Id, days: 60);
                await MorningAsync();
                await city.MailAsync(Broken, $"Pay {bill.Owed} by");
                await ana.GoToAsync($"/my/arrangements/{bill.Id}");
                await ana.SeesAsync("A payment is late");
                await city.MoveAgreementBackAsync(bill.Id, days: 30);
                await MorningAsync();
                await city.MailAsync(Broken, "Your payment agreement has ended");
                await ana.GoToAsync($"/my/arrangements/{bill.Id}");
                await ana.SeesAsync("Not kept");
            },
            NoScript);
    }

    private static async Task<Person> AgreeAsync(IPage page, string email, PaperBill bill)
    {
        var ana = new Person(page);
        await ana.GoToAsync("/signin");
        await ana.FillInAsync("E-mail", email);
        await ana.FillInAsync("Password", Resident.Password);
        await ana.PressAsync("Sign in");
        await Expect(ana.Title("My home")).ToBeVisibleAsync();
        await ana.FollowAsync("Need more time to pay?");
        await ana.PressAsync("See what that means");
        await Expect(ana.Title("Check your schedule")).ToBeVisibleAsync();
        await ana.SeesAsync($"You pay {bill.Owed} on one later day.");
        await page.GetByLabel("I agree to pay these amounts").CheckAsync();
        await ana.PressAsync($"Agree to pay {bill.Owed} on this schedule");
        await ana.SeesAsync("Agreed: your schedule is set");
        return ana;
    }

    /// <summary>The hour at which every agreement is followed.</summary>
    private Task MorningAsync() => city.RunJobAsync("arrangements");
}
