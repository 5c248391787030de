using System.Net;
using AngleSharp.Html.Dom;
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
        var browser = site.Browser();
        var page = await browser.GoAsync("/signin");

        var answer = await browser.SendFormAsync(
            page, FormOf(page), "/signin?handler=Passkey", ("Input.Passkey", "{}"));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Contains("could not be used", answer.Text, StringComparison.Ordinal);
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
