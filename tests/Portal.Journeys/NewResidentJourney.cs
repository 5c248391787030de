using System.Text.RegularExpressions;
using Portal.Journeys.Actors;
using Portal.Journeys.Opening;

namespace Portal.Journeys;

/// <summary>From never having been here to seeing one's own bill.</summary>
[Collection(InTheCity.Name)]
public sealed partial class NewResidentJourney(OpenCity city)
{
    private const string Lin = "lin@example.com";
    private const string Password = "four old pears on a shelf";

    [Fact]
    public Task A_new_resident_registers_and_links_the_account_on_the_bill() => city.LetAsync(async page =>
    {
        var bill = await city.Records.TakeAccountAsync();
        var lin = new Person(page);
        await lin.GoToAsync("/");
        await lin.FollowAsync("Create your sign-in");
        await lin.IsOnAsync("Register");
        await lin.FillInAsync("E-mail", Lin);
        await lin.FillInAsync("Your name", "Lin 林");
        await lin.FillInAsync("New password", Password);
        await lin.PressAsync("Register");
        await lin.IsOnAsync("Look in your mail");

        var letter = await city.MailAsync(Lin, "Confirm your e-mail");
        await lin.GoToAsync(AddressInMail().Match(letter.Text).Value);
        await lin.IsOnAsync("Confirm your e-mail");
        await lin.FillInAsync("Password", Password);
        await lin.PressAsync("Confirm and sign in");
        await lin.IsOnAsync("Your utility accounts");
        await lin.FillInAsync("Account number", bill.Number);
        await lin.FillInAsync("PIN", bill.Pin);
        await lin.PressAsync("Link account");
        await lin.SeesAsync("The account is linked");

        await lin.FollowAsync("Go to my home");
        await lin.IsOnAsync("My home");
        await lin.SeesAsync($"Pay {bill.Owed}");
    });

    [GeneratedRegex(@"http://localhost:\S+/signin/\S+")]
    private static partial Regex AddressInMail();
}
