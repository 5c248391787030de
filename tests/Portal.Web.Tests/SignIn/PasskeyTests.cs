using System.Net;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Portal.Core.People;

namespace Portal.Web.Tests.SignIn;

public sealed class PasskeyTests(SignInSite site) : IClassFixture<SignInSite>
{
    [Fact]
    public async Task A_passkey_is_added_named_and_signs_in_without_a_password()
    {
        var email = await site.ResidentAsync();
        using var phone = new SoftwareAuthenticator();

        var added = await AddAsync(await site.SignedInAsync(email), phone, "My phone");
        Assert.Contains("The passkey was added", added.Text, StringComparison.Ordinal);
        Assert.Contains("My phone", added.Text, StringComparison.Ordinal);
        Assert.Contains("a passkey was added", (await site.MailsToAsync(email))[^1].Text, StringComparison.Ordinal);

        var browser = site.Browser();
        await SignInAsync(browser, phone);
        Assert.Contains(email, (await browser.GoAsync("/security")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Staff_sign_in_with_a_passkey_alone()
    {
        using var key = new SoftwareAuthenticator();
        await AddAsync(await site.SignedInAsync("sam.supervisor@example.gov"), key, "Key");

        var browser = site.Browser();
        await SignInAsync(browser, key);

        Assert.NotNull(browser.Cookie("__Host-session"));
    }

    [Fact]
    public async Task Wrong_passwords_never_hold_a_passkey_up()
    {
        var email = await site.ResidentAsync();
        using var phone = new SoftwareAuthenticator();
        await AddAsync(await site.SignedInAsync(email), phone, "Phone");
        for (var i = 0; i <= FailedTries.Free; i++)
        {
            var thief = site.Browser();
            await thief.SubmitAsync(
                await thief.GoAsync("/signin"), "Sign in", ("E-mail", email), ("Password", "a guess that is wrong"));
        }

        var browser = site.Browser();
        await SignInAsync(browser, phone);

        Assert.NotNull(browser.Cookie("__Host-session"));
    }

    [Fact]
    public async Task A_challenge_that_expired_is_refused_with_a_sentence()
    {
        using var phone = new SoftwareAuthenticator();
        await AddAsync(await site.SignedInAsync(await site.ResidentAsync()), phone, "Phone");

        var browser = site.Browser();
        var page = await SignInAsync(browser, phone, () => site.Clock.Advance(TimeSpan.FromMinutes(6)));

        Assert.Contains("could not be used", page.Text, StringComparison.Ordinal);
        Assert.Null(browser.Cookie("__Host-session"));
    }

    [Theory]
    [InlineData("https://localhost.evil.example", "localhost")]
    [InlineData("https://localhost", "evil.example")]
    public async Task An_answer_made_for_another_site_is_refused(string origin, string domain)
    {
        using var phone = new SoftwareAuthenticator(origin, domain);

        var page = await AddAsync(await site.SignedInAsync(await site.ResidentAsync()), phone, "Phone");

        Assert.Contains("could not be added", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_a_question_is_refused()
    {
        var answer = await AnswerAsync(site.Browser(), "{}");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("could not be used", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_answer_is_not_written_down()
    {
        var before = await site.ReadAsync(db => db.SecurityEvents.CountAsync());

        foreach (var empty in new[] { "", " " }) { await AnswerAsync(site.Browser(), empty); }

        Assert.Equal(before, await site.ReadAsync(db => db.SecurityEvents.CountAsync()));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("no json")]
    [InlineData("{\"id\":\"*\"}")]
    [InlineData("{\"id\":7}")]
    [InlineData("{\"id\":\"AAAA\"}")]
    public async Task A_wrong_answer_that_names_nobody_is_written_down_under_nobody(string answer)
    {
        var before = await site.ReadAsync(db => db.SecurityEvents.CountAsync(e => e.UserId == null));

        Assert.Contains(
            "could not be used", (await AnswerAsync(site.Browser(), answer)).Text, StringComparison.Ordinal);

        Assert.Equal(before + 1, await site.ReadAsync(db => db.SecurityEvents.CountAsync(e => e.UserId == null)));
    }

    [Fact]
    public async Task A_wrong_answer_of_a_known_passkey_is_written_down_under_its_owner()
    {
        var email = await site.ResidentAsync();
        using var phone = new SoftwareAuthenticator();
        await AddAsync(await site.SignedInAsync(email), phone, "Phone");

        await SignInAsync(site.Browser(), phone, () => site.Clock.Advance(TimeSpan.FromMinutes(6)));

        Assert.Equal(1, await site.ReadAsync(db => db.SecurityEvents.CountAsync(e =>
            e.Kind == SecurityEventKind.PasskeyWrong && db.Users.Any(u => u.Id == e.UserId && u.Email == email))));
    }

    [Fact]
    public async Task One_network_address_cannot_fill_the_log_with_wrong_answers()
    {
        var browser = site.Browser();
        var form = await browser.GoAsync("/signin");
        var before = await site.ReadAsync(db => db.SecurityEvents.CountAsync());
        SitePage page = null!;
        for (var i = 0; i <= RateLimit.SignInFromAddress.Burst; i++)
        {
            page = await browser.SendFormAsync(
                form, FormOf(form), "/signin?handler=Passkey", ("Input.Passkey", "{}"));
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, page.Status);
        Assert.Equal(
            before + RateLimit.SignInFromAddress.Burst, await site.ReadAsync(db => db.SecurityEvents.CountAsync()));
    }

    [Fact]
    public async Task A_passkey_does_not_help_whose_address_is_not_confirmed()
    {
        var email = await site.ResidentAsync();
        using var phone = new SoftwareAuthenticator();
        await AddAsync(await site.SignedInAsync(email), phone, "Phone");
        await site.ChangeAsync(db => db.Users.Single(u => u.Email == email).EmailConfirmed = false);

        var browser = site.Browser();
        await SignInAsync(browser, phone);

        Assert.Null(browser.Cookie("__Host-session"));
    }

    [Fact]
    public async Task A_passkey_is_renamed_and_removed_and_then_opens_nothing()
    {
        var email = await site.ResidentAsync();
        using var phone = new SoftwareAuthenticator();
        var owner = await site.SignedInAsync(email);
        var page = await AddAsync(owner, phone, "Old name");

        page = await owner.SubmitAsync(page, "Save name", ("Name of the passkey", "New name"));
        Assert.Contains("New name", page.Text, StringComparison.Ordinal);
        page = await owner.SubmitAsync(page, "Remove");
        Assert.DoesNotContain("New name", page.Text, StringComparison.Ordinal);

        var browser = site.Browser();
        await SignInAsync(browser, phone);
        Assert.Null(browser.Cookie("__Host-session"));
    }

    private static async Task<SitePage> AnswerAsync(SiteBrowser browser, string answer)
    {
        var page = await browser.GoAsync("/signin");
        return await browser.SendFormAsync(
            page, FormOf(page), "/signin?handler=Passkey", ("Input.Passkey", answer));
    }

    private static IHtmlFormElement FormOf(SitePage page) =>
        (IHtmlFormElement)page.Document.QuerySelector("form[data-passkey]")!;

    private static async Task<SitePage> AddAsync(SiteBrowser browser, SoftwareAuthenticator phone, string name)
    {
        var page = await browser.GoAsync("/security/passkeys");
        var form = FormOf(page);
        var options = await browser.SendFormAsync(page, form, form.GetAttribute("data-options"), ("Input.Name", name));
        Assert.Contains("\"userVerification\":\"required\"", options.Body, StringComparison.Ordinal);
        return await browser.SendFormAsync(
            page, form, null, ("Input.Name", name), ("Input.Passkey", phone.Create(options.Body)));
    }

    private static async Task<SitePage> SignInAsync(
        SiteBrowser browser, SoftwareAuthenticator phone, Action? meanwhile = null)
    {
        var page = await browser.GoAsync("/signin");
        var form = FormOf(page);
        var options = await browser.SendFormAsync(page, form, form.GetAttribute("data-options"));
        meanwhile?.Invoke();
        return await browser.SendFormAsync(
            page,
            form,
            form.QuerySelector("[data-passkey-send]")!.GetAttribute("formaction"),
            ("Input.Passkey", phone.Get(options.Body)));
    }
}
