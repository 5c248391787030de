using System.Net;
using Portal.Core.People;

namespace Portal.Web.Tests.SignIn;

public sealed class LimitTests(SignInSite site) : IClassFixture<SignInSite>
{
    [Fact]
    public async Task Wrong_passwords_make_the_next_try_wait_and_never_lock_anyone_out()
    {
        var email = await site.ResidentAsync();
        for (var i = 0; i < FailedTries.Free; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await TryAsync(site.Browser(), email, "wrong wrong wrong")).Status);
        }

        var waiting = await TryAsync(site.Browser(), email, SignInSite.Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, waiting.Status);
        Assert.InRange(waiting.RetryAfter!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(15));
        Assert.DoesNotContain("TooMany", waiting.Text, StringComparison.Ordinal);

        site.Clock.Advance(waiting.RetryAfter.Value);
        Assert.NotNull((await site.SignedInAsync(email)).Cookie("__Host-session"));
    }

    [Fact]
    public async Task A_guesser_does_not_slow_the_owner_in_a_browser_they_signed_in_with_before()
    {
        var email = await site.ResidentAsync();
        var known = await site.SignedInAsync(email);
        await known.SubmitAsync(await known.GoAsync("/signin/signout"), "Sign out");
        for (var i = 0; i < FailedTries.Free; i++) { await TryAsync(site.Browser(), email, "wrong wrong wrong"); }

        var stranger = await TryAsync(site.Browser(), email, SignInSite.Password);
        var owner = await TryAsync(known, email, SignInSite.Password);

        Assert.Equal(HttpStatusCode.TooManyRequests, stranger.Status);
        Assert.Equal("/my", owner.Path);
    }

    [Fact]
    public async Task A_known_browser_is_made_to_wait_for_its_own_guesses_and_knows_nobody_else()
    {
        var (email, victim) = (await site.ResidentAsync(), await site.ResidentAsync());
        var known = await site.SignedInAsync(email);
        await known.SubmitAsync(await known.GoAsync("/signin/signout"), "Sign out");
        for (var i = 0; i < FailedTries.Free; i++) { await TryAsync(known, email, "wrong wrong wrong"); }
        for (var i = 0; i < FailedTries.Free; i++) { await TryAsync(site.Browser(), victim, "wrong wrong wrong"); }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await TryAsync(known, email, SignInSite.Password)).Status);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await TryAsync(known, victim, SignInSite.Password)).Status);
        Assert.NotNull((await site.SignedInAsync(email)).Cookie("__Host-session"));
    }

    [Fact]
    public async Task An_address_without_a_sign_in_is_made_to_wait_alike()
    {
        SitePage page = null!;
        for (var i = 0; i <= FailedTries.Free; i++)
        {
            page = await TryAsync(site.Browser(), "ghost@example.com", "wrong wrong");
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, page.Status);
    }

    [Fact]
    public async Task One_network_address_cannot_try_many_people()
    {
        var browser = site.Browser();
        var form = await browser.GoAsync("/signin");
        SitePage page = null!;
        for (var i = 0; i <= RateLimit.SignInFromAddress.Burst; i++)
        {
            page = await browser.SubmitAsync(form, "Sign in", ("E-mail", $"p{i}@example.com"), ("Password", "wrong"));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, page.Status);
        Assert.Equal(HttpStatusCode.OK, (await TryAsync(site.Browser(), "p1@example.com", "wrong")).Status);
    }

    [Fact]
    public async Task Nobodys_mailbox_is_flooded()
    {
        SitePage page = null!;
        for (var i = 0; i <= RateLimit.MailTo.Burst; i++)
        {
            var browser = site.Browser();
            page = await browser.SubmitAsync(
                await browser.GoAsync("/signin/forgot"), "Mail me a link", ("E-mail", "flooded@example.com"));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, page.Status);
        Assert.Equal(RateLimit.MailTo.Burst, (await site.MailsToAsync("flooded@example.com")).Count);
    }

    [Fact]
    public async Task Guessing_the_pin_of_an_account_is_stopped_whoever_guesses()
    {
        var account = await site.AccountAsync();
        SitePage page = null!;
        var browsers = new List<SiteBrowser>();
        for (var i = 0; i < 2; i++) { browsers.Add(await site.SignedInAsync(await site.ResidentAsync())); }

        for (var i = 0; i <= RateLimit.PinOfAccount.Burst; i++)
        {
            var browser = browsers[i % 2];
            page = await browser.SubmitAsync(
                await browser.GoAsync("/my/link"),
                "Link account",
                ("Account number", account.Number),
                ("PIN", $"{i:000000}"));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, page.Status);
        Assert.NotNull(page.RetryAfter);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://evil.example")]
    [InlineData("/\t/evil.example")]
    public async Task Signing_in_never_leads_to_another_site(string elsewhere)
    {
        var browser = site.Browser();
        var form = await browser.GoAsync($"/signin?returnUrl={Uri.EscapeDataString(elsewhere)}");

        var page = await browser.SubmitAsync(
            form, "Sign in", ("E-mail", await site.ResidentAsync()), ("Password", SignInSite.Password));

        Assert.NotNull(browser.Cookie("__Host-session"));
        Assert.Equal("/my", page.Path);
    }

    [Fact]
    public async Task Signing_in_leads_back_to_where_one_wanted_to_go()
    {
        var browser = site.Browser();
        var form = await browser.GoAsync("/security/password");

        var page = await browser.SubmitAsync(
            form, "Sign in", ("E-mail", await site.ResidentAsync()), ("Password", SignInSite.Password));

        Assert.Equal("/security/password", page.Path);
    }

    private static async Task<SitePage> TryAsync(SiteBrowser browser, string email, string password) =>
        await browser.SubmitAsync(
            await browser.GoAsync("/signin"), "Sign in", ("E-mail", email), ("Password", password));
}
