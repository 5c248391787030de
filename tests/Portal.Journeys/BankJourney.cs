using Portal.Journeys.Actors;
using Portal.Journeys.Opening;

namespace Portal.Journeys;

/// <summary>Money from a bank takes days, and nobody is told otherwise.</summary>
[Collection(InTheCity.Name)]
public sealed class BankJourney(OpenCity city)
{
    private const string Ana = "ana.bank@example.com";

    [Fact]
    public Task A_bank_payment_is_on_its_way_until_the_bank_has_paid() => city.LetAsync(async page =>
    {
        var bill = await city.Records.TakeAccountAsync();
        await city.Records.SettleAsync(Ana, "en", bill);
        var ana = new Resident(page);
        await ana.SignInAsync(Ana);
        await ana.GoToCheckoutAsync(bill.Owed);

        await new Checkout(page).PayFromBankAsync($"Pay {bill.Owed}");

        await ana.IsOnAsync("Payment in progress");
        await ana.SeesAsync($"{bill.Owed} is on its way from your bank");
        await ana.DoesNotSeeAsync("Payment received");
        await ana.FollowAsync("Go to My home");
        await ana.SeesAsync($"{bill.Owed} on its way from your bank");
        Assert.DoesNotContain(city.Sandbox.Mail.To(Ana), m => m.Subject.Contains("received", StringComparison.Ordinal));

        city.Sandbox.Stripe.AdvanceClock(TimeSpan.FromDays(7));

        var receipt = await city.MailAsync(Ana, $"We received your payment of {bill.Owed}");
        Assert.Single(receipt.Attachments);
        await ana.GoToAsync("/my");
        await ana.SeesAsync("Paid: nothing is due");
        await ana.FollowAsync("All payments");
        await ana.SeesAsync("Bank account");
    });
}
