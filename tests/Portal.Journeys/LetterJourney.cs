using Portal.Journeys.Actors;
using Portal.Journeys.Opening;

namespace Portal.Journeys;

/// <summary>
/// A supervisor writes new words for the notice before a shut-off and sees how they look. Words that leave out what the
/// law asks for cannot be sent to approval: the page names what is missing.
/// </summary>
[Collection(InTheCity.Name)]
public sealed class LetterJourney(OpenCity city)
{
    [Fact]
    public Task A_template_that_lacks_an_element_is_refused_with_its_name() => city.LetAsync(async page =>
    {
        var sam = new Supervisor(page);
        await sam.SignInAsync();
        await page.GotoAsync("/office/letters/templates/disconnection/en");
        await sam.FollowAsync("Write a new version");
        await sam.FillInAsync("Words of the letter", "You owe {{amount_to_stop}}. Call {{phone}}.");

        // The preview follows what is typed.
        await sam.SeesAsync("The letter must say protection in illness");
        await sam.SeesAsync("You owe $212.40.");
        await sam.PressAsync("Save as a draft");
        await sam.PressAsync("Send to approval");

        await sam.SeesAsync("There is a problem");
        await sam.SeesAsync("The letter must say protection in illness (medical), and it does not.");
    });
}
