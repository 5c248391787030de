using System.Net;
using Portal.Core.Staff;

namespace Portal.Web.Tests.SignIn;

/// <summary>A session ends in the database: whoever holds a copy of its cookie holds nothing (ASVS 7.4).</summary>
public sealed class SessionTests(SignInSite site) : IClassFixture<SignInSite>
{
    private const string Terry = "terry.technician@example.gov";
    private const string Sam = "sam.supervisor@example.gov";

    [Fact]
    public async Task A_stolen_cookie_is_worthless_after_signing_out()
    {
        var (owner, thief) = await OwnerAndThiefAsync();

        await owner.SubmitAsync(await owner.GoAsync("/signin/signout"), "Sign out");

        await IsOutAsync(thief);
    }

    [Fact]
    public async Task A_stolen_cookie_is_worthless_after_signing_out_everywhere()
    {
        var email = await site.ResidentAsync();
        var phone = await site.SignedInAsync(email);
        var laptop = await site.SignedInAsync(email);

        await laptop.SubmitAsync(await laptop.GoAsync("/security"), "Sign out everywhere");

        await IsOutAsync(phone);
        await IsOutAsync(laptop);
    }

    [Fact]
    public async Task One_browser_can_be_signed_out_from_another()
    {
        var email = await site.ResidentAsync();
        var phone = await site.SignedInAsync(email);
        var laptop = await site.SignedInAsync(email);

        var page = await laptop.SubmitAsync(await laptop.GoAsync("/security"), "Sign it out");

        Assert.Contains("That browser is signed out", page.Text, StringComparison.Ordinal);
        await IsOutAsync(phone);
        await IsInAsync(laptop);
    }

    [Fact]
    public async Task A_stolen_cookie_is_worthless_after_the_password_changes()
    {
        var (owner, thief) = await OwnerAndThiefAsync();

        var done = await owner.SubmitAsync(
            await owner.GoAsync("/security/password"),
            "Change password",
            ("Present password", SignInSite.Password),
            ("New password", "five quiet boats at noon"));

        Assert.Contains("Your password is changed", done.Text, StringComparison.Ordinal);
        await IsOutAsync(thief);
    }

    [Fact]
    public async Task A_stolen_cookie_is_worthless_after_the_password_was_reset_by_mail()
    {
        var email = await site.ResidentAsync();
        var thief = await site.SignedInAsync(email);
        var owner = site.Browser();
        await owner.SubmitAsync(await owner.GoAsync("/signin/forgot"), "Mail me a link", ("E-mail", email));

        await owner.SubmitAsync(
            await owner.GoAsync(await site.MailedPathAsync(email, "/signin/reset")),
            "Save new password",
            ("New password", "five quiet boats at noon"));

        await IsOutAsync(thief);
        await IsOutAsync(owner);
        await IsInAsync(await site.SignedInAsync(email, "five quiet boats at noon"));
        Assert.Equal("security_changed", (await site.MailsToAsync(email))[^1].Kind);
    }

    [Fact]
    public async Task Suspension_and_a_new_role_end_every_session_of_staff_at_once()
    {
        var terry = await site.SignedInAsync(Terry);
        var sam = await site.SignedInAsync(Sam);
        await IsInAsync(terry);

        await site.StaffAsync(Terry, member => member.SuspendedAt = site.Clock.GetUtcNow());
        await site.StaffAsync(Sam, member => member.Role = StaffRole.Technician);

        await IsOutAsync(terry);
        await IsOutAsync(sam);
        await site.StaffAsync(Terry, member => member.SuspendedAt = null);
        await site.StaffAsync(Sam, member => member.Role = StaffRole.Supervisor);
    }

    [Fact]
    public async Task Half_an_hour_without_use_ends_a_session()
    {
        var browser = await site.SignedInAsync(await site.ResidentAsync());

        site.Clock.Advance(TimeSpan.FromMinutes(29));
        await IsInAsync(browser);
        site.Clock.Advance(TimeSpan.FromMinutes(29));
        await IsInAsync(browser);
        site.Clock.Advance(TimeSpan.FromMinutes(31));

        await IsOutAsync(browser);
    }

    [Theory]
    [InlineData(null, 24)]
    [InlineData(Terry, 12)]
    public async Task However_busy_a_session_ends_in_time(string? staff, int hours)
    {
        var browser = await site.SignedInAsync(staff ?? await site.ResidentAsync());

        var step = TimeSpan.FromMinutes(20);
        for (var passed = step; passed < TimeSpan.FromHours(hours); passed += step)
        {
            site.Clock.Advance(TimeSpan.FromMinutes(20));
            await IsInAsync(browser);
        }

        site.Clock.Advance(TimeSpan.FromMinutes(20));
        var told = await browser.GoAsync("/security");
        Assert.Equal("/signin", told.Path);
        Assert.Contains("You were signed out", told.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("signed out", (await browser.GoAsync("/security")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_persons_session_cannot_be_ended()
    {
        var victim = await site.SignedInAsync(await site.ResidentAsync());
        var attackers = await site.ResidentAsync();
        var attacker = await site.SignedInAsync(attackers);
        await site.SignedInAsync(attackers);
        var page = await attacker.GoAsync("/security");
        var victims = (await victim.GoAsync("/security")).Document;

        var form = page.Document.QuerySelectorAll("main form")
            .OfType<AngleSharp.Html.Dom.IHtmlFormElement>().First(f => f.QuerySelector("[name=session]") is not null);
        await attacker.SendFormAsync(page, form, null, ("session", await SessionOfAsync(victims)));

        await IsInAsync(victim);
    }

    private Task<string> SessionOfAsync(AngleSharp.Html.Dom.IHtmlDocument page)
    {
        Assert.Contains("this browser", page.Body!.TextContent, StringComparison.Ordinal);
        return site.ReadAsync(db => Task.FromResult(db.SignInSessions
            .Where(s => db.Users.Any(u => u.Id == s.UserId && page.Body.TextContent.Contains(u.Email!)))
            .Select(s => s.Id.ToString()).Single()));
    }

    private async Task<(SiteBrowser Owner, SiteBrowser Thief)> OwnerAndThiefAsync()
    {
        var owner = await site.SignedInAsync(await site.ResidentAsync());
        var thief = site.Browser().Stealing(owner);
        await IsInAsync(thief);
        return (owner, thief);
    }

    private static async Task IsInAsync(SiteBrowser browser)
    {
        var page = await browser.GoAsync("/security");
        Assert.Equal((HttpStatusCode.OK, "/security"), (page.Status, page.Path));
    }

    private static async Task IsOutAsync(SiteBrowser browser) =>
        Assert.Equal("/signin", (await browser.GoAsync("/security")).Path);
}
