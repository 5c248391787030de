using Microsoft.Playwright;

namespace Portal.Journeys.Screens.Billing;

/// <summary>A page to look at, or what it answers to what is done on it.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Name">What the picture is called.</param>
/// <param name="Act">Done before looking, once in each language, so it must leave the city as it was.</param>
public sealed record Sight(string Path, string Name, Func<IPage, Task>? Act = null)
{
    /// <summary>The page as it answers when its form is sent with these answers, by the names of the fields.</summary>
    public static Sight Of(string path, string name, string button, params (string Field, string Answer)[] answers) =>
        new(path, name, async page =>
        {
            foreach (var (field, answer) in answers) { await Forms.AnswerAsync(page, field, answer); }

            await Forms.PressAsync(page, button);
        });
}
