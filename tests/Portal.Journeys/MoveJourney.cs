using Portal.Core.Requests;
using Portal.Journeys.Actors;
using Portal.Journeys.Opening;

namespace Portal.Journeys;

/// <summary>From one address to another, asked for by the resident.</summary>
[Collection(InTheCity.Name)]
public sealed class MoveJourney(OpenCity city)
{
    private const string Ana = "ana.moves@example.com";

    [Fact]
    public Task Service_is_moved_from_one_address_to_another() => city.LetAsync(async page =>
    {
        var bill = await city.Records.TakeAccountAsync();
        await city.Records.SettleAsync(Ana, "en", bill);
        var ana = new Person(page);
        await ana.GoToAsync("/signin");
        await ana.FillInAsync("E-mail", Ana);
        await ana.FillInAsync("Password", Resident.Password);
        await ana.PressAsync("Sign in");
        await ana.IsOnAsync("My home");
        await ana.FollowAsync("Questions");
        await ana.IsOnAsync("Questions and requests");
        await ana.FollowAsync("Start, stop or move service");
        await ana.IsOnAsync("Start, stop or move service");
        await ana.FollowAsync("Move service to another address");
        await ana.IsOnAsync("Move service to another address");
        await ana.PressAsync("Continue");
        await ana.SeesAsync("Enter the day on which service should stop.");
        await ana.FindsNoBarrierAsync();
        var day = new OfficeDays([6, 7], []).Add(DateOnly.FromDateTime(OpenCity.Clock.GetUtcNow().Date), 9);
        await page.GetByLabel("Last day of service").FillAsync($"{day:yyyy-MM-dd}");
        await ana.FillInAsync("New address", "9 Nowhere Ln");
        await page.GetByLabel("First day of service").FillAsync($"{day:yyyy-MM-dd}");
        await page.GetByLabel("I rent it").CheckAsync();
        await page.GetByLabel("Name on your photo ID").FillAsync("Ana Ruiz");
        await ana.FillInAsync("Phone", "916 555 0100");
        await ana.PressAsync("Continue");
        await ana.SeesAsync("Check before you send");
        await ana.SeesAsync("You get a final bill");
        await ana.FindsNoBarrierAsync();

        await ana.PressAsync("Send the request");

        await ana.SeesAsync("We have your request. Its number is Q-");
        await ana.SeesAsync("9 Nowhere Ln");
        await ana.FindsNoBarrierAsync();
        var letter = await city.MailAsync(Ana, "We received your request");
        Assert.Contains("Service is to stop on", letter.Text, StringComparison.Ordinal);
        Assert.Contains("Service is to start on", letter.Text, StringComparison.Ordinal);
    });
}
