using Microsoft.Playwright;

namespace Portal.Journeys.Screens;

/// <summary>A resident's details, people with access, notices, letters, and what is held about them.</summary>
public static class PersonTour
{
    /// <summary>Of who is signed in and has an account: each page, and the forms with nothing filled in.</summary>
    public static async IAsyncEnumerable<string> ResidentAsync(IPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        await page.GotoAsync("/my/details");
        yield return "details";
        var forms = await page.Locator("main a[href*='/my/details/']").EvaluateAllAsync<string[]>(
            "links => [...new Set(links.map(l => l.getAttribute('href')))].slice(0, 8)");
        foreach (var form in forms)
        {
            await page.GotoAsync(form);
            var name = form[(form.LastIndexOf('/') + 1)..];
            yield return $"details {name}";
            var change = page.Locator("main form button.usa-button--big");
            // After some minutes a page first asks who is there.
            if (await change.CountAsync() == 0) { continue; }

            foreach (var field in await page.Locator("main form .usa-input").AllAsync())
            {
                await field.FillAsync(name is "you" or "name" ? "" : "?");
            }

            await change.First.ClickAsync();
            await page.WaitForLoadStateAsync();
            yield return $"details {name} with rubbish";
        }

        await page.GotoAsync("/my");
        var people = await page.Locator("main a[href^='/my/people/']").First.GetAttributeAsync("href");
        await page.GotoAsync(people!);
        yield return "people with access";
        await page.Locator("main form button.usa-button--big").Last.ClickAsync();
        await page.WaitForLoadStateAsync();
        yield return "invite nobody";
        var account = people!.Split('/')[^1];
        foreach (var (path, name) in new[]
        {
            ($"/my/notices/{account}", "notices"), ($"/my/notices/{account}/paperless", "paperless"),
            ("/my/letters", "letters"), ("/my/letters/notices", "notices"),
            ("/my/data", "what we hold"), ("/my/invitations", "no invitations"),
        })
        {
            await page.GotoAsync(path);
            yield return name;
        }

        await page.GotoAsync("/my/letters");
        var letter = page.Locator("main td a[href^='/my/letters/']");
        if (await letter.CountAsync() > 0)
        {
            await letter.First.ClickAsync();
            await page.WaitForLoadStateAsync();
            yield return "a letter";
        }
    }
}
