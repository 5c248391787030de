using Microsoft.Playwright;
using Portal.Journeys.Actors;
using Portal.Journeys.Opening;

namespace Portal.Journeys.Screens.Billing;

/// <summary>
/// The city with a technician and a supervisor at their desks. Scenes bring it, step by step, into every state that a
/// page of billing can show; at each step whoever came to look is shown the pages, in both languages.
/// </summary>
public sealed class Stage(OpenCity city, IPage terry, IPage sam, Func<IPage, string, string, Task> look)
{
    private static readonly string[] Languages = ["en", "es"];

    public OpenCity City => city;

    /// <summary>The technician, who prepares.</summary>
    public IPage Terry => terry;

    /// <summary>The supervisor, who may do everything but approve what was their own.</summary>
    public IPage Sam => sam;

    /// <summary>Plays all scenes in a city, one after the other.</summary>
    /// <param name="look">Looks at the page, with what it is called and its language.</param>
    public static async Task PlayAsync(OpenCity city, Func<IPage, string, string, Task> look)
    {
        ArgumentNullException.ThrowIfNull(city);
        await using var first = await city.BrowserAsync();
        await using var second = await city.BrowserAsync();
        var (terry, sam) = (new Clerk(await first.NewPageAsync()), new Supervisor(await second.NewPageAsync()));
        await terry.SignInAsync();
        await sam.SignInAsync();
        var stage = new Stage(city, terry.Page, sam.Page, look);
        await ReadScenes.PlayAsync(stage);
        await RateScenes.PlayAsync(stage);
        await CalendarScenes.PlayAsync(stage);
        await RunScenes.PlayAsync(stage);
        await PrintScenes.PlayAsync(stage);
        await AccountScenes.PlayAsync(stage);
        await MoveScenes.PlayAsync(stage);
    }

    /// <summary>What the supervisor sees, in both languages; afterwards they read English again.</summary>
    public Task SeeAsync(params Sight[] sights) => ShowAsync(sam, sights);

    /// <summary>What the technician sees.</summary>
    public Task TerrySeesAsync(params Sight[] sights) => ShowAsync(terry, sights);

    /// <summary>Goes to a page and sends its form.</summary>
    /// <returns>Where that led.</returns>
    public static async Task<string> DoAsync(
        IPage page, string path, string button, params (string Field, string Answer)[] answers)
    {
        ArgumentNullException.ThrowIfNull(page);
        await page.GotoAsync(path);
        foreach (var (field, answer) in answers) { await Forms.AnswerAsync(page, field, answer); }

        await Forms.PressAsync(page, button);
        return new Uri(page.Url).AbsolutePath;
    }

    private async Task ShowAsync(IPage page, Sight[] sights)
    {
        foreach (var language in Languages)
        {
            foreach (var sight in sights)
            {
                await page.GotoAsync($"/language/{language}?back={Uri.EscapeDataString(sight.Path)}");
                if (sight.Act is not null) { await sight.Act(page); }

                await look(page, sight.Name, language);
            }
        }

        await page.GotoAsync("/language/en?back=/office");
    }
}
