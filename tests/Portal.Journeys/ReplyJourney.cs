using Portal.Journeys.Actors;
using Portal.Journeys.Opening;

namespace Portal.Journeys;

/// <summary>A letter about a question is answered by e-mail, and the answer is in the thread.</summary>
[Collection(InTheCity.Name)]
public sealed class ReplyJourney(OpenCity city)
{
    private const string Ines = "ines.reply@example.com";

    [Fact]
    public Task A_question_is_answered_by_e_mail_and_opens_again() => city.LetAsync(async page =>
    {
        var bill = await city.Records.TakeAccountAsync();
        await city.Records.SettleAsync(Ines, "en", bill);
        var ines = new Resident(page);
        await ines.SignInAsync(Ines);
        await ines.GoToAsync("/my/requests/new");
        await page.GetByLabel("What is it about?").SelectOptionAsync("meter");
        await ines.FillInAsync("Your message", "Is my meter right?");
        await ines.PressAsync("Send");
        await ines.SeesAsync("Is my meter right?");
        var request = page.Url;
        await page.Locator("main details.more summary").Last.ClickAsync();
        await ines.PressAsync("Close this request");

        var letter = await city.MailAsync(Ines, "We received your request");
        await page.GotoAsync(new Uri(city.Sandbox.BaseAddress, $"/mail/{letter.Id}").ToString());
        await page.GetByLabel($"As {Ines}").FillAsync("It runs at night, too.");
        await ines.PressAsync("Send the answer");
        await ines.SeesAsync("The answer was delivered to the portal.");
        await city.MailAsync(Ines, "is open again");

        await page.GotoAsync(request);
        await ines.SeesAsync("It runs at night, too.");
        await ines.DoesNotSeeAsync("Write your answer above this line");
    });
}
