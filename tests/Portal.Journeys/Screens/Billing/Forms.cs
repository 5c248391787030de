using Microsoft.Playwright;

namespace Portal.Journeys.Screens.Billing;

/// <summary>Forms filled in by the names of their fields, whatever language the page is in.</summary>
public static class Forms
{
    /// <summary>The button that sends a form with one act, or the first one when the page has no other.</summary>
    public const string Only = "main form[method='post'] button.usa-button";

    /// <summary>A button that asks for this handler of its page.</summary>
    public static string Handler(string name) =>
        $"main form[action*='handler={name}'] button, main button[formaction*='handler={name}']";

    /// <summary>Types, chooses or ticks, as the field wants it.</summary>
    public static async Task AnswerAsync(IPage page, string field, string answer)
    {
        ArgumentNullException.ThrowIfNull(page);
        var found = page.Locator($"main [name='{field}']:not([type='hidden'])");
        await UnfoldAsync(found.First);
        switch (await found.First.EvaluateAsync<string>("element => element.type"))
        {
            case "radio":
                await page.Locator($"main [name='{field}'][value='{answer}']").CheckAsync();
                break;
            case "checkbox":
                await found.First.SetCheckedAsync(answer == "true");
                break;
            case "select-one" when int.TryParse(answer, out var place):
                await found.First.SelectOptionAsync(new SelectOptionValue { Index = place });
                break;
            case "select-one":
                await found.First.SelectOptionAsync(answer);
                break;
            default:
                await found.First.FillAsync(answer);
                break;
        }
    }

    /// <summary>Presses a button and waits for the page that answers.</summary>
    public static async Task PressAsync(IPage page, string button)
    {
        ArgumentNullException.ThrowIfNull(page);
        var pressed = page.Locator(button).First;
        await UnfoldAsync(pressed);
        await page.RunAndWaitForResponseAsync(
            () => pressed.ClickAsync(),
            answer => answer.Request.IsNavigationRequest && answer.Status is < 300 or >= 400);
        await page.WaitForLoadStateAsync();
    }

    /// <summary>Gives a file to the page's file field.</summary>
    public static Task AttachAsync(IPage page, string field, string name, string content)
    {
        ArgumentNullException.ThrowIfNull(page);
        return page.Locator($"main [name='{field}']").SetInputFilesAsync(new FilePayload
        {
            Name = name, MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes(content),
        });
    }

    /// <summary>Opens everything that can be opened.</summary>
    public static Task UnfoldAllAsync(IPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        return page.EvaluateAsync("document.querySelectorAll('main details').forEach(more => more.open = true)");
    }

    private static async Task UnfoldAsync(ILocator inside) => await inside.EvaluateAsync(
        "element => { for (let at = element.closest('details'); at; at = at.parentElement.closest('details')) "
            + "{ at.open = true; } }");
}
