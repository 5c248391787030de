using System.Net;

namespace Portal.Web.Tests.Security;

public sealed class HeadersTests(PortalSite site) : IClassFixture<PortalSite>
{
    public static TheoryData<string> Addresses() => ["/", "/privacy", "/no-such-page", "/livez", "/language/es?back=/"];

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task Every_answer_keeps_the_page_to_itself(string address)
    {
        var answer = await site.Browser().GetAsync(address);

        Assert.Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
            + "connect-src 'self'; manifest-src 'self'; form-action 'self' https://checkout.stripe.com; "
            + "object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
            Header(answer, "Content-Security-Policy"));
        Assert.Equal("max-age=63072000; includeSubDomains", Header(answer, "Strict-Transport-Security"));
        Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
        Assert.Equal("same-origin", Header(answer, "Referrer-Policy"));
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Opener-Policy"));
        Assert.Contains("camera=()", Header(answer, "Permissions-Policy"), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/privacy")]
    [InlineData("/accessibility")]
    [InlineData("/payanotherway")]
    [InlineData("/no-such-page")]
    public async Task No_page_carries_script_or_style_of_its_own(string address)
    {
        var page = await PortalSite.ReadAsync(await site.Browser().GetAsync(address));

        Assert.Empty(page.QuerySelectorAll("script:not([src]), style, [style]"));
        Assert.DoesNotContain(
            page.All.SelectMany(element => element.Attributes),
            attribute => attribute.Name.StartsWith("on", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_page_that_does_not_exist_says_so_in_words()
    {
        var answer = await site.Browser("es").GetAsync("/no-such-page");

        var page = await PortalSite.ReadAsync(answer);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("No encontramos esa página", page.QuerySelector("h1")!.TextContent);
        Assert.DoesNotContain("404", page.Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_problem_page_opened_by_hand_is_just_another_page_that_does_not_exist()
    {
        var answer = await site.Browser("en").GetAsync("/problem/500");

        var page = await PortalSite.ReadAsync(answer);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("We could not find that page", page.QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused_in_words()
    {
        using var form = new FormUrlEncodedContent([new("anything", "at all")]);

        var answer = await site.Browser("en").PostAsync("/privacy", form);
        var page = await PortalSite.ReadAsync(answer);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("That form was too old to use", page.QuerySelector("h1")!.TextContent);
    }

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues(name).Single();

    [Theory]
    [InlineData("evil.example", HttpStatusCode.BadRequest)]
    [InlineData("localhost", HttpStatusCode.OK)]
    public async Task A_request_for_another_host_is_answered_400(string host, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/livez") { Headers = { Host = host } };

        using var answer = await site.Browser().SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
    }
}
