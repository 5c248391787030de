using Microsoft.EntityFrameworkCore;
using Portal.Core.People;

namespace Portal.Web.Tests.SignIn;

/// <summary>Who signed in or failed to, and what was changed, from where (ASVS 16.3).</summary>
public sealed class SecurityLogTests(SignInSite site) : IClassFixture<SignInSite>
{
    [Fact]
    public async Task A_person_sees_sign_ins_failures_and_changes_with_browser_and_address()
    {
        var email = await site.ResidentAsync();
        var thief = site.Browser();
        await thief.SubmitAsync(
            await thief.GoAsync("/signin"), "Sign in", ("E-mail", email), ("Password", "a guess that is wrong"));
        var owner = await site.SignedInAsync(email);
        await owner.SubmitAsync(await owner.GoAsync("/security/prove"), "Go on", ("Password", SignInSite.Password));

        var page = (await owner.GoAsync("/security")).Document.QuerySelector("section[aria-labelledby=recent]")!;

        Assert.Equal(
            ["You showed again that it is you", "Signed in", "A wrong password was tried"],
            page.QuerySelectorAll("tbody td:nth-child(2)").Select(cell => cell.TextContent.Trim()));
        Assert.All(
            page.QuerySelectorAll("tbody td:nth-child(3)"),
            cell => Assert.Matches(@"Firefox, Linux\s+10\.1\.", cell.TextContent));
    }

    [Fact]
    public async Task A_password_changed_and_everybody_signed_out_are_written_down()
    {
        var email = await site.ResidentAsync();
        var owner = await site.SignedInAsync(email);
        await owner.SubmitAsync(
            await owner.GoAsync("/security/password"), "Change password",
            ("Present password", SignInSite.Password), ("New password", "five quiet boats at noon"));
        owner = await site.SignedInAsync(email, "five quiet boats at noon");
        await owner.SubmitAsync(await owner.GoAsync("/security"), "Sign out everywhere");

        Assert.Equal(
            [
                SecurityEventKind.SignedIn, SecurityEventKind.PasswordChanged, SecurityEventKind.SignedIn,
                SecurityEventKind.SignedOutEverywhere,
            ],
            await KindsAsync(email));
    }

    [Fact]
    public async Task A_try_at_an_address_without_a_sign_in_is_written_down_under_nobody()
    {
        var before = await CountAsync();

        var browser = site.Browser();
        await browser.SubmitAsync(
            await browser.GoAsync("/signin"), "Sign in", ("E-mail", "ghost@example.com"), ("Password", "wrong wrong"));

        Assert.Equal(before + 1, await CountAsync());
    }

    [Fact]
    public async Task A_wrong_old_password_is_written_down_though_nothing_changed()
    {
        var email = await site.ResidentAsync();
        var owner = await site.SignedInAsync(email);

        var page = await owner.SubmitAsync(
            await owner.GoAsync("/security/password"), "Change password",
            ("Present password", "a guess that is wrong"), ("New password", "five quiet boats at noon"));

        Assert.Equal("/security/password", page.Path);
        Assert.Equal([SecurityEventKind.SignedIn, SecurityEventKind.PasswordWrong], await KindsAsync(email));
    }

    private Task<int> CountAsync() => site.ReadAsync(db => db.SecurityEvents.CountAsync(e => e.UserId == null));

    private Task<List<SecurityEventKind>> KindsAsync(string email) => site.ReadAsync(db => (
        from happened in db.SecurityEvents
        where db.Users.Any(u => u.Id == happened.UserId && u.Email == email)
        orderby happened.Id
        select happened.Kind).ToListAsync());
}
