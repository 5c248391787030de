using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;

namespace Portal.Web.Tests.SignIn;

public sealed class RegisterTests(SignInSite site) : IClassFixture<SignInSite>
{
    private const string Known = "rosa.delgado@example.com";
    private const string Chosen = "four lamps beside a river";

    [Fact]
    public async Task From_registering_to_signing_out()
    {
        var account = await site.AccountAsync();
        var browser = site.Browser();
        await RegisterAsync(browser, "new.person@example.com");

        var confirm = await browser.GoAsync(await site.MailedPathAsync("new.person@example.com", "/signin/confirm"));
        var link = await browser.SubmitAsync(confirm, "Confirm and sign in", ("Password", Chosen));
        Assert.Equal("/my/link", link.Path);

        var linked = await browser.SubmitAsync(
            link, "Link account", ("Account number", account.Number), ("PIN", account.Pin));
        Assert.Contains("The account is linked", linked.Text, StringComparison.Ordinal);
        Assert.Contains(CustomerAccount.Mask(account.Number), linked.Text, StringComparison.Ordinal);
        Assert.Equal("account_linked", Assert.Single(await MailsAboutAsync(account.Id)));

        var signedOut = await browser.SubmitAsync(await browser.GoAsync("/signin/signout"), "Sign out");
        Assert.Equal("/signin/signedout", signedOut.Path);
        Assert.Equal("/signin", (await browser.GoAsync("/my/link")).Path);
    }

    [Fact]
    public async Task The_answer_and_the_work_are_the_same_for_an_address_that_has_a_sign_in()
    {
        var (fresh, freshHashes) = await CountedAsync(() => RegisterAsync(site.Browser(), "nobody.yet@example.com"));
        var (taken, takenHashes) = await CountedAsync(() => RegisterAsync(site.Browser(), Known));

        Assert.Equal((fresh.Status, fresh.Address, fresh.Text), (taken.Status, taken.Address, taken.Text));
        Assert.Equal((1, 1), (freshHashes, takenHashes));
        Assert.Equal("verify_email", Assert.Single(await site.MailsToAsync("nobody.yet@example.com")).Kind);
        Assert.Equal("already_registered", (await site.MailsToAsync(Known))[^1].Kind);
    }

    [Fact]
    public async Task The_mail_to_a_new_address_carries_nothing_that_was_typed_as_a_name()
    {
        await SubmitAsync(
            site.Browser(), "/signin/register", "Register", ("E-mail", "stranger.mail@example.com"),
            ("Your name", "Win at cheap.example"), ("New password", Chosen));

        var mail = Assert.Single(await site.MailsToAsync("stranger.mail@example.com"));

        Assert.Equal("", mail.ToName);
        Assert.DoesNotContain("cheap", mail.Subject + mail.Text + mail.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_common_or_short_password_is_refused_at_its_field()
    {
        var browser = site.Browser();
        var form = await browser.GoAsync("/signin/register");

        var common = await browser.SubmitAsync(
            form, "Register", ("E-mail", "a@example.com"), ("Your name", "A"), ("New password", "passwordpassword"));
        var shorter = await browser.SubmitAsync(
            form, "Register", ("E-mail", "a@example.com"), ("Your name", "A"), ("New password", "short one"));

        Assert.Contains("easy to guess", WrongPasswordOf(common), StringComparison.Ordinal);
        Assert.Contains("Yours has 9", WrongPasswordOf(shorter), StringComparison.Ordinal);
        Assert.DoesNotContain("passwordpassword", common.Body, StringComparison.Ordinal);
        Assert.Empty(await site.MailsToAsync("a@example.com"));
    }

    [Fact]
    public async Task Looking_at_the_mailed_link_changes_nothing_and_it_works_once()
    {
        var browser = site.Browser();
        await RegisterAsync(browser, "careful@example.com");
        var path = await site.MailedPathAsync("careful@example.com", "/signin/confirm");

        var page = await browser.GoAsync(path);
        Assert.False(await site.ReadAsync(db => db.Users.Where(u => u.Email == "careful@example.com")
            .Select(u => u.EmailConfirmed).SingleAsync()));

        var wrong = await browser.SubmitAsync(page, "Confirm and sign in", ("Password", "another password here"));
        Assert.Contains("not the password you chose", wrong.Text, StringComparison.Ordinal);
        await browser.SubmitAsync(page, "Confirm and sign in", ("Password", Chosen));
        var again = await site.Browser().Stealing(browser).GoAsync(path);
        var second = await browser.SubmitAsync(again, "Confirm and sign in", ("Password", Chosen));
        Assert.Contains("used before", second.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_is_too_old_is_refused()
    {
        var browser = site.Browser();
        await RegisterAsync(browser, "late@example.com");
        var path = await site.MailedPathAsync("late@example.com", "/signin/confirm");

        site.Clock.Advance(TimeSpan.FromHours(49));
        var page = await browser.SubmitAsync(await browser.GoAsync(path), "Confirm and sign in", ("Password", Chosen));

        Assert.Contains("too old", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asking_for_a_new_password_is_answered_alike_for_every_address()
    {
        var resident = await site.ResidentAsync();

        var known = await ForgetAsync(resident);
        var unknown = await ForgetAsync("stranger@example.com");

        Assert.Equal((known.Status, known.Address, known.Text), (unknown.Status, unknown.Address, unknown.Text));
        Assert.Equal("reset_password", Assert.Single(await site.MailsToAsync(resident)).Kind);
        Assert.Equal("no_sign_in", Assert.Single(await site.MailsToAsync("stranger@example.com")).Kind);
    }

    [Fact]
    public async Task Signing_in_fails_alike_whether_the_address_is_known_or_not()
    {
        var resident = await site.ResidentAsync();

        var (wrong, wrongHashes) = await CountedAsync(() => TryAsync(resident, "not my own password"));
        var (unknown, unknownHashes) = await CountedAsync(() => TryAsync("who@example.com", "not my own password"));
        var (unconfirmed, _) = await CountedAsync(async () =>
            await TryAsync(await site.ResidentAsync(confirmed: false), "not my own password"));

        Assert.Equal((wrong.Status, wrong.Address), (unknown.Status, unknown.Address));
        Assert.Equal(wrong.Text, unknown.Text);
        Assert.Equal(wrong.Text, unconfirmed.Text);
        Assert.Equal((1, 1), (wrongHashes, unknownHashes));
        Assert.Equal(HttpStatusCode.OK, wrong.Status);
    }

    [Fact]
    public async Task Every_page_reads_in_Spanish()
    {
        var browser = site.Browser("es");

        Assert.Contains("Iniciar sesión", (await browser.GoAsync("/signin")).Text, StringComparison.Ordinal);
        Assert.Contains("Contraseña nueva", (await browser.GoAsync("/signin/register")).Text, StringComparison.Ordinal);
    }

    private static string WrongPasswordOf(SitePage page) =>
        page.Document.QuerySelector("#Input_Password_wrong")!.TextContent;

    private static Task<SitePage> RegisterAsync(SiteBrowser browser, string email) => SubmitAsync(
        browser,
        "/signin/register",
        "Register",
        ("E-mail", email),
        ("Your name", "New Person"),
        ("New password", Chosen));

    private static async Task<SitePage> SubmitAsync(
        SiteBrowser browser, string path, string button, params (string Label, string Value)[] fields) =>
        await browser.SubmitAsync(await browser.GoAsync(path), button, fields);

    private Task<SitePage> ForgetAsync(string email) =>
        SubmitAsync(site.Browser(), "/signin/forgot", "Mail me a link", ("E-mail", email));

    private Task<SitePage> TryAsync(string email, string password) =>
        SubmitAsync(site.Browser(), "/signin", "Sign in", ("E-mail", email), ("Password", password));

    private Task<List<string>> MailsAboutAsync(Guid accountId) => site.ReadAsync(db => db.OutboxMails
        .Where(m => m.CustomerAccountId == accountId).Select(m => m.Kind).ToListAsync());

    private async Task<(SitePage Page, int Hashes)> CountedAsync(Func<Task<SitePage>> act)
    {
        var before = site.Hashes;
        return (await act(), site.Hashes - before);
    }
}
