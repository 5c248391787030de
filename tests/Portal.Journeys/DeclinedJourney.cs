using Portal.Journeys.Actors;
using Portal.Journeys.Opening;

namespace Portal.Journeys;

/// <summary>A card that says no costs nothing, and another one pays.</summary>
[Collection(InTheCity.Name)]
public sealed class DeclinedJourney(OpenCity city)
{
    private const string Ana = "ana.declined@example.com";

    [Fact]
    public Task A_declined_card_is_told_plainly_and_the_next_card_pays_once() => city.LetAsync(async page =>
    {
        var bill = await city.Records.TakeAccountAsync();
        await city.Records.SettleAsync(Ana, "en", bill);
        var charges = city.Sandbox.Stripe.ChargeCount;
        var (ana, checkout) = (new Resident(page), new Checkout(page));
        await ana.SignInAsync(Ana);
        await ana.GoToCheckoutAsync(bill.Owed);

        await checkout.PayByCardAsync($"Pay {bill.Owed}", Checkout.CardWithoutMoney);

        await checkout.SeesAsync("not enough money on it. You have not been charged.");
        await checkout.FollowAsync("Go back without paying");
        await ana.IsOnAsync("Payment not finished");
        await ana.SeesAsync("Nothing has been charged");
        await ana.FollowAsync($"Pay {bill.Owed}");

        await checkout.PayByCardAsync($"Pay {bill.Owed}");

        await ana.IsOnAsync("Payment received");
        Assert.Equal(charges + 1, city.Sandbox.Stripe.ChargeCount);
        await city.MailAsync(Ana, $"We received your payment of {bill.Owed}");
    });
}
