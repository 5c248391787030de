using Microsoft.Playwright;
using Portal.Journeys.Actors;
using Portal.Journeys.Opening;

namespace Portal.Journeys;

/// <summary>Bills that pay themselves: a card is kept, a draft announced and taken, an old card replaced.</summary>
[Collection(InTheCity.Name)]
public sealed class AutopayJourney(OpenCity city)
{
    private const string Ana = "ana.autopay@example.com";
    private const string Eva = "eva.autopay@example.com";

    [Fact]
    public Task Autopay_is_turned_on_and_its_draft_settles() => city.LetAsync(async page =>
    {
        var bill = await city.Records.TakeAccountAsync(daysToDue: 14);
        await city.Records.SettleAsync(Ana, "en", bill);
        var ana = new Resident(page);
        await ana.SignInAsync(Ana);
        await ana.SeesAsync("Autopay is off.");
        await EnrollAsync(ana, bill);
        await ana.SeesAsync($"Your next draft: {bill.Owed} on");
        await ana.SeesAsync("will be taken from Visa ••4242.");
        var copy = await city.MailAsync(Ana, "Autopay is on for account");
        Assert.Contains("I authorize", copy.Text, StringComparison.Ordinal);
        await city.MailAsync(Ana, $"Autopay: {bill.Owed} on");

        await city.Records.BringDraftsNearAsync(bill);

        await city.MailAsync(Ana, $"We received your payment of {bill.Owed}");
        await ana.GoToAsync("/my");
        await ana.SeesAsync("Paid: nothing is due");
        await ana.SeesAsync("Autopay is on.");
        await ana.GoToAsync($"/my/autopay/{bill.Id}");
        await ana.IsOnAsync("Autopay");
        await ana.SeesAsync("Paid");
    });

    [Fact]
    public Task An_expired_card_is_replaced_and_autopay_goes_on_with_the_new_one() => city.LetAsync(async page =>
    {
        var bill = await city.Records.TakeAccountAsync(daysToDue: 14);
        await city.Records.SettleAsync(Eva, "en", bill);
        var eva = new Resident(page);
        await eva.SignInAsync(Eva);
        await EnrollAsync(eva, bill);
        await city.Records.ExpireCardsAsync(Eva);
        await eva.GoToAsync("/my");
        await eva.SeesAsync("will not be taken, because the card will have expired by then.");
        await eva.GoToAsync("/my/methods");
        await eva.IsOnAsync("Cards and bank accounts");
        await page.GetByRole(AriaRole.Button, new() { Name = "Replace Visa ••4242" }).ClickAsync();
        await eva.IsOnAsync("Save a way to pay");

        await new Checkout(page).PayByCardAsync("Save", "5555 5555 5555 4444");

        await eva.IsOnAsync("Cards and bank accounts");
        await eva.SeesAsync("Autopay and scheduled payments go on with the new one.");
        await eva.GoToAsync($"/my/autopay/{bill.Id}");
        await eva.SeesAsync("will be taken from Mastercard ••4444.");
    });

    [Fact]
    public Task A_guest_schedules_a_payment_and_cancels_it_by_the_link() => city.LetAsync(async page =>
    {
        const string Email = "later@example.com";
        var bill = await city.Records.TakeAccountAsync();
        var guest = new Guest(page);
        await guest.FindAsync(bill, bill.Pin);
        await guest.FollowAsync("Pay on another day instead");
        await guest.IsOnAsync("Schedule a payment");
        await guest.FillInAsync("Your e-mail", Email);
        await guest.PressAsync("Continue");
        await guest.IsOnAsync("Check the payment");
        await page.GetByLabel("I agree").CheckAsync();
        await guest.PressAsync("Continue");
        await guest.IsOnAsync("Save a way to pay");

        await new Checkout(page).PayByCardAsync("Save");

        await guest.IsOnAsync("Your payment is scheduled");
        await guest.DoesNotSeeAsync(bill.Number);
        var mail = await city.MailAsync(Email, $"Your payment of {bill.Owed} is scheduled for");
        await guest.GoToAsync(
            mail.Text.Split().First(word => word.Contains("/pay/scheduled?key=", StringComparison.Ordinal)));
        await guest.IsOnAsync("Scheduled payment");
        await guest.PressAsync("Cancel this payment");
        await guest.SeesAsync("Nothing will be taken.");
        await city.MailAsync(Email, "is canceled");
    });

    /// <summary>From the account's page to autopay on the due date, with a new card.</summary>
    private static async Task EnrollAsync(Resident resident, PaperBill bill)
    {
        await resident.GoToAsync($"/my/autopay/{bill.Id}");
        await resident.IsOnAsync("Autopay");
        await resident.FollowAsync("Turn on autopay");
        await resident.IsOnAsync("Turn on autopay");
        await resident.PressAsync("Add a card or bank account");
        await resident.IsOnAsync("Save a way to pay");
        await new Checkout(resident.Page).PayByCardAsync("Save");
        await resident.IsOnAsync("Turn on autopay");
        await resident.PressAsync("Continue");
        await resident.IsOnAsync("Check and agree");
        await resident.Page.GetByLabel("I agree").CheckAsync();
        await resident.PressAsync("Agree and turn on");
        await resident.IsOnAsync("Autopay");
    }
}
