using System.Net;

namespace Portal.Web.Tests.Words;

public sealed class LanguageTests(PortalSite site) : IClassFixture<PortalSite>
{
    [Theory]
    [InlineData("es-MX,es;q=0.9,en;q=0.5", "es")]
    [InlineData("en-GB,en;q=0.9", "en")]
    [InlineData("fr,es;q=0.4", "es")]
    [InlineData("fr", "en")]
    public async Task A_page_is_written_in_what_the_browser_asks_for(string accepted, string expected)
    {
        var answer = await site.Browser(accepted).GetAsync("/");

        var page = await PortalSite.ReadAsync(answer);

        Assert.Equal(expected, page.DocumentElement.GetAttribute("lang"));
    }

    [Fact]
    public async Task The_choice_is_remembered_and_returns_to_the_same_page()
    {
        var browser = site.Browser("en");
        var page = await PortalSite.ReadAsync(await browser.GetAsync("/privacy?from=bill"));
        var link = page.QuerySelector("a[hreflang=es]")!.GetAttribute("href");

        var answer = await browser.GetAsync(link);
        var back = await PortalSite.ReadAsync(await browser.GetAsync(answer.Headers.Location));

        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        Assert.Equal("/privacy?from=bill", answer.Headers.Location?.OriginalString);
        Assert.Equal("es", back.DocumentElement.GetAttribute("lang"));
        Assert.Equal("Privacidad", back.QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task The_cookie_belongs_to_this_host_alone()
    {
        var answer = await site.Browser().GetAsync("/language/es?back=/");

        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));

        Assert.StartsWith("__Host-language=es; ", cookie, StringComparison.Ordinal);
        Assert.Contains("; path=/; secure; samesite=lax; httponly", cookie, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//elsewhere.example")]
    [InlineData(@"/\elsewhere.example")]
    [InlineData("https://elsewhere.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/\t/elsewhere.example")]
    [InlineData("")]
    [InlineData("bills")]
    public async Task It_never_leads_to_another_site(string back)
    {
        var answer = await site.Browser().GetAsync($"/language/es?back={Uri.EscapeDataString(back)}");

        Assert.Equal("/", answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_language_the_city_does_not_offer_is_not_found()
    {
        var answer = await site.Browser().GetAsync("/language/fr?back=/");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}
