using Portal.Core.People;

namespace Portal.Web.Tests.SignIn;

public sealed class SecondStepTests(SignInSite site) : IClassFixture<SignInSite>
{
    private const string Terry = "terry.technician@example.gov";
    private const string Sam = "sam.supervisor@example.gov";

    [Fact]
    public async Task A_password_alone_opens_nothing_to_staff()
    {
        var browser = site.Browser();

        var page = await PasswordAsync(browser, Terry);

        Assert.Equal("/signin/code", page.Path);
        Assert.Null(browser.Cookie("__Host-session"));
        Assert.Equal("/signin", (await browser.GoAsync("/security")).Path);
        Assert.Equal("/signin", (await browser.GoAsync("/my/link")).Path);
    }

    [Fact]
    public async Task Staff_without_any_second_factor_cannot_sign_in_at_all()
    {
        var email = await site.ResidentAsync();
        await site.ChangeAsync(db => db.Add(new Core.Staff.StaffMember
        {
            UserId = db.Users.Single(u => u.Email == email).Id,
            Role = Core.Staff.StaffRole.Technician,
            StartedAt = site.Clock.GetUtcNow(),
        }));
        var browser = site.Browser();

        var page = await PasswordAsync(browser, email);

        Assert.Contains("A password alone is not enough", page.Text, StringComparison.Ordinal);
        Assert.Null(browser.Cookie("__Host-session"));
    }

    [Fact]
    public async Task Staff_are_no_residents()
    {
        var page = await (await site.SignedInAsync(Terry)).GoAsync("/my/link");

        Assert.Equal(System.Net.HttpStatusCode.Forbidden, page.Status);
    }

    [Fact]
    public async Task A_code_is_good_once_and_so_are_those_before_it()
    {
        var code = site.FreshCode(Terry);
        await CodeAsync(site.Browser(), Terry, code);

        var replay = site.Browser();
        var page = await CodeAsync(replay, Terry, code);

        Assert.Contains("used before", page.Text, StringComparison.Ordinal);
        Assert.Null(replay.Cookie("__Host-session"));
    }

    [Fact]
    public async Task A_new_password_does_not_skip_the_code()
    {
        var browser = site.Browser();
        await browser.SubmitAsync(await browser.GoAsync("/signin/forgot"), "Mail me a link", ("E-mail", Sam));
        await browser.SubmitAsync(
            await browser.GoAsync(await site.MailedPathAsync(Sam, "/signin/reset")),
            "Save new password",
            ("New password", "five quiet boats at noon"));

        var page = await PasswordAsync(browser, Sam, "five quiet boats at noon");

        Assert.Equal("/signin/code", page.Path);
        Assert.Null(browser.Cookie("__Host-session"));
    }

    [Fact]
    public async Task A_resident_turns_an_app_on_and_a_recovery_code_works_once()
    {
        var email = await site.ResidentAsync();
        var (browser, codes) = await WithAppAsync(email);
        Assert.Equal(RecoveryCodes.Count, codes.Count);

        var second = site.Browser();
        await CodeAsync(second, email, codes[0]);
        Assert.NotNull(second.Cookie("__Host-session"));

        var again = site.Browser();
        await CodeAsync(again, email, codes[0]);
        Assert.Null(again.Cookie("__Host-session"));
        Assert.Contains("left: 9", (await browser.GoAsync("/security")).Text, StringComparison.Ordinal);
        Assert.Contains("recovery code was used", (await site.MailsToAsync(email))[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recovery_codes_and_keys_are_not_in_the_database_as_they_are()
    {
        var email = await site.ResidentAsync();
        var (_, codes) = await WithAppAsync(email);

        var kept = await site.ReadAsync(db => Task.FromResult(db.RecoveryCodes.Select(c => c.CodeHash).ToList()));
        var plain = codes.ConvertAll(System.Text.Encoding.ASCII.GetBytes);
        Assert.DoesNotContain(kept, hash => plain.Any(code => code.SequenceEqual(hash)));
        var keys = await site.ReadAsync(db => Task.FromResult(db.Authenticators.Select(a => a.ProtectedKey).ToList()));
        Assert.DoesNotContain(keys, key => key.Contains("JBSWY3DP", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Turning_the_app_off_asks_for_a_code_and_tells_the_owner()
    {
        var email = await site.ResidentAsync();
        var (browser, codes) = await WithAppAsync(email);

        var page = await browser.GoAsync("/security/authenticator");
        var wrong = await browser.SubmitAsync(page, "Turn off", ("Code", "000000"));
        var right = await browser.SubmitAsync(wrong, "Turn off", ("Code", codes[1]));

        Assert.Contains("That code is not right", wrong.Text, StringComparison.Ordinal);
        Assert.Contains("was turned off", right.Text, StringComparison.Ordinal);
        Assert.Contains("was turned off", (await site.MailsToAsync(email))[^1].Text, StringComparison.Ordinal);
        Assert.NotNull((await site.SignedInAsync(email)).Cookie("__Host-session"));
    }

    [Fact]
    public async Task The_code_page_needs_a_right_password_first()
    {
        Assert.Equal("/signin", (await site.Browser().GoAsync("/signin/code")).Path);
    }

    private static async Task<SitePage> PasswordAsync(
        SiteBrowser browser, string email, string password = SignInSite.Password) =>
        await browser.SubmitAsync(
            await browser.GoAsync("/signin"), "Sign in", ("E-mail", email), ("Password", password));

    private static async Task<SitePage> CodeAsync(SiteBrowser browser, string email, string code) =>
        await browser.SubmitAsync(await PasswordAsync(browser, email), "Sign in", ("Code", code));

    private async Task<(SiteBrowser Browser, List<string> Codes)> WithAppAsync(string email)
    {
        var browser = await site.SignedInAsync(email);
        var page = await browser.SubmitAsync(await browser.GoAsync("/security/authenticator"), "Start");
        var key = page.Document.QuerySelector(".secret-key")!.TextContent.Replace(" ", "", StringComparison.Ordinal);
        var picture = await browser.GoAsync(page.Document.QuerySelector("img.qr")!.GetAttribute("src")!);
        Assert.Contains("<svg", picture.Body, StringComparison.Ordinal);

        var codes = await browser.SubmitAsync(
            page, "Turn on", ("The six digits the app shows now", Totp.Code(key, Totp.StepOf(site.Clock.GetUtcNow()))));
        return (browser, [.. codes.Document.QuerySelectorAll(".recovery-codes code").Select(c => c.TextContent)]);
    }
}
