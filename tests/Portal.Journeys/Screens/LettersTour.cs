using Microsoft.Playwright;

namespace Portal.Journeys.Screens;

/// <summary>Letters by the rules: what waits for paper, their words, and a version that says too little.</summary>
internal static class LettersTour
{
    public static async IAsyncEnumerable<string> DesksAsync(IPage page)
    {
        foreach (var (path, name) in new[]
        {
            ("/office/letters", "letters on paper"), ("/office/letters/templates", "words of letters"),
            ("/office/letters/templates/disconnection/es", "words of a letter"),
            ("/office/letters/templates/disconnection/es/draft", "write words of a letter"),
        })
        {
            await page.GotoAsync(path);
            yield return name;
        }

        // A technician reads them; words are kept by supervisors.
        if (await page.Locator("#Input_Body").CountAsync() == 0) { yield break; }

        await page.Locator("#Input_Body").FillAsync("{{nobody}}");
        await page.Locator("main form .acts button").First.ClickAsync();
        await page.WaitForLoadStateAsync();
        yield return "words of a letter that say too little";
    }

    /// <summary>One account, which was opened before.</summary>
    public static async IAsyncEnumerable<string> AccountAsync(IPage page, Guid account)
    {
        await page.GotoAsync($"/office/accounts/{account}/notices");
        yield return "letters of an account";
    }
}
