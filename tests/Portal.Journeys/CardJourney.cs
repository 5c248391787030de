using System.Text;
using Microsoft.Playwright;
using Portal.Journeys.Actors;
using Portal.Journeys.Opening;
using static Microsoft.Playwright.Assertions;

namespace Portal.Journeys;

/// <summary>The whole house in one go: a bill, a card, a receipt, and the money in the city's books.</summary>
[Collection(InTheCity.Name)]
public sealed class CardJourney(OpenCity city)
{
    private const string Owed = "$112.52";

    [Fact]
    public async Task Rosa_pays_her_bill_by_card_and_the_office_sees_the_money()
    {
        var reference = "";

        await city.LetAsync(async page => reference = await RosaPaysAsync(page), name: "Rosa pays");

        var receipt = await city.MailAsync(Resident.Rosa, "We received your payment of $112.52");
        Assert.Contains(reference, receipt.Text, StringComparison.Ordinal);
        var pdf = Assert.Single(receipt.Attachments);
        Assert.EndsWith(".pdf", pdf.FileName, StringComparison.Ordinal);
        Assert.StartsWith("%PDF", Encoding.ASCII.GetString(pdf.Content, 0, 4), StringComparison.Ordinal);
        await city.LetAsync(page => TerryLooksAsync(page, reference), name: "Terry looks");
    }

    private static async Task<string> RosaPaysAsync(IPage page)
    {
        var rosa = new Resident(page);
        await rosa.SignInAsync(Resident.Rosa);
        await rosa.FollowAsync("View bill");
        await rosa.IsOnAsync("Bill of");
        await rosa.SeesAsync(Owed);
        await rosa.FollowAsync("Home");
        await rosa.GoToCheckoutAsync(Owed);

        await new Checkout(page).PayByCardAsync($"Pay {Owed}");

        await rosa.IsOnAsync("Payment received");
        await rosa.SeesAsync($"We received {Owed}. Thank you.");
        var reference = await page.GetByRole(AriaRole.Definition).First.InnerTextAsync();
        await rosa.FollowAsync("Go to My home");
        await rosa.SeesAsync("Paid: nothing is due");
        await rosa.FollowAsync("Payments");
        await rosa.IsOnAsync("Payments");
        await rosa.SeesAsync(reference);
        return reference;
    }

    private static async Task TerryLooksAsync(IPage page, string reference)
    {
        var terry = new Clerk(page);
        await terry.SignInAsync();
        await terry.OpenAccountAsync("rosa delgado", "Rosa Delgado");

        var payment = page.GetByRole(AriaRole.Group).Filter(new() { HasText = reference });
        await payment.GetByText(reference).ClickAsync();

        await Expect(payment.GetByText("What it paid")).ToBeVisibleAsync();
        await Expect(payment.GetByText("Water, service").First).ToBeVisibleAsync();
        await Expect(payment.GetByText("Debit").First).ToBeVisibleAsync();
        await Expect(payment.GetByText("Accounts receivable").First).ToBeVisibleAsync();
        await terry.FindsNoBarrierAsync();
    }
}
