using Portal.Journeys.Actors;
using Portal.Journeys.Opening;

namespace Portal.Journeys;

/// <summary>A bill can be paid by whoever holds the paper, and tells them no more than it must.</summary>
[Collection(InTheCity.Name)]
public sealed class GuestJourney(OpenCity city)
{
    private const string Email = "neighbor@example.com";

    [Fact]
    public Task A_guest_pays_with_account_number_and_zip_code() => city.LetAsync(async page =>
    {
        var bill = await city.Records.TakeAccountAsync();
        var guest = new Guest(page);
        await guest.FindAsync(bill, bill.PostalCode);
        await guest.SeesAsync(bill.Owed);
        await guest.DoesNotSeeAsync(bill.Number);
        await guest.Page.GetByLabel("E-mail for the receipt").FillAsync(Email);
        await guest.PressAsync("Continue");
        await guest.IsOnAsync("Check before you pay");
        await guest.SeesAsync(Email);
        await guest.PressAsync($"Pay {bill.Owed}");

        await new Checkout(page).PayByCardAsync($"Pay {bill.Owed}");

        await guest.IsOnAsync("Payment received");
        await guest.SeesAsync($"We received {bill.Owed}. Thank you.");
        await guest.DoesNotSeeAsync(bill.Number);
        await city.MailAsync(Email, $"We received your payment of {bill.Owed}");
    });

    [Fact]
    public Task A_guest_with_the_wrong_pin_learns_nothing() => city.LetAsync(async page =>
    {
        var bill = await city.Records.TakeAccountAsync();
        var guest = new Guest(page);
        await guest.GoToAsync("/pay");
        await guest.FillInAsync("Account number", bill.Number);
        await guest.FillInAsync("PIN or ZIP code", bill.Pin == "000000" ? "000001" : "000000");

        await guest.PressAsync("Continue");

        await guest.IsOnAsync("Pay without signing in");
        await guest.SeesAsync("There is a problem");
        await guest.DoesNotSeeAsync(bill.Owed);
    });
}
