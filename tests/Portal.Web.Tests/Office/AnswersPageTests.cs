namespace Portal.Web.Tests.Office;

/// <summary>Templates of answers are kept and changed by their form.</summary>
public sealed class AnswersPageTests(SignInSite site) : IClassFixture<SignInSite>
{
    [Fact]
    public async Task A_template_is_made_changed_and_what_it_said_before_is_shown()
    {
        var sam = await site.SignedInAsync("sam.supervisor@example.gov");
        var empty = await sam.SubmitAsync(await sam.GoAsync("/office/settings/answers"), "Keep the template");
        Assert.Contains("Give it a name", empty.Text, StringComparison.Ordinal);

        var kept = await sam.SubmitAsync(
            await sam.GoAsync("/office/settings/answers"), "Keep the template", ("Input.Name", "A leak"),
            ("Input.BodyEn", "Dear {name}, it was a leak."), ("Input.BodyEs", "{name}: era una fuga."));
        Assert.Contains("“A leak” is kept.", kept.Text, StringComparison.Ordinal);
        var link = kept.Document.QuerySelectorAll("main a").First(a => a.TextContent == "A leak").GetAttribute("href")!;
        await sam.SubmitAsync(
            await sam.GoAsync($"/office/settings/answers{link}"), "Keep the template",
            ("Input.BodyEn", "Hello {name}, it was a leak."));

        var page = await sam.GoAsync($"/office/settings/answers{link}");
        Assert.Contains("Hello {name}", page.Document.QuerySelector("#Input_BodyEn")!.TextContent,
            StringComparison.Ordinal);
        Assert.Contains("Dear {name}, it was a leak.", page.Text, StringComparison.Ordinal);
    }
}
