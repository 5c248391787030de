using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.People;
using Portal.Core.Staff;

namespace Portal.Web.Tests.SignIn;

/// <summary>The first real member of staff: added by the operator, set up by themselves.</summary>
public sealed class EnrollStaffTests(SignInSite site) : IClassFixture<SignInSite>
{
    [Fact]
    public async Task One_who_was_added_chooses_a_password_sets_up_an_app_and_works_in_the_office()
    {
        var link = Done(await AddAsync("nora@example.gov"));
        Assert.Equal(link.PathAndQuery, await site.MailedPathAsync("nora@example.gov", "/signin/enroll"));
        var browser = site.Browser();

        var page = await browser.GoAsync(link.PathAndQuery);
        page = await browser.SubmitAsync(page, "Save and go on", ("New password", "short"));
        Assert.Contains("15", page.Text, StringComparison.Ordinal);
        page = await browser.SubmitAsync(page, "Save and go on", ("New password", "five quiet boats at noon"));
        var key = page.Document.QuerySelector(".secret-key")!.TextContent.Replace(" ", "", StringComparison.Ordinal);
        var picture = await browser.GoAsync(page.Document.QuerySelector("img.qr")!.GetAttribute("src")!);
        Assert.Contains("<svg", picture.Body, StringComparison.Ordinal);
        Assert.Null(browser.Cookie("__Host-session"));
        page = await browser.SubmitAsync(page, "Turn on", ("The six digits the app shows now", "000000"));
        Assert.Null(browser.Cookie("__Host-session"));
        page = await browser.SubmitAsync(page, "Turn on", (
            "The six digits the app shows now", Totp.Code(key, Totp.StepOf(site.Clock.GetUtcNow()))));

        Assert.Equal(RecoveryCodes.Count, page.Document.QuerySelectorAll(".recovery-codes code").Length);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await browser.GoAsync("/office")).Status);
        var again = await site.Browser().GoAsync(link.PathAndQuery);
        Assert.Contains("This link was used", again.Text, StringComparison.Ordinal);
        Assert.Null(again.Document.QuerySelector(".secret-key"));
    }

    [Fact]
    public async Task Half_way_nobody_enters_with_the_password_alone()
    {
        var link = Done(await AddAsync("half@example.gov"));
        var browser = site.Browser();
        await browser.SubmitAsync(
            await browser.GoAsync(link.PathAndQuery), "Save and go on", ("New password", "five quiet boats at noon"));

        var page = await browser.SubmitAsync(
            await browser.GoAsync("/signin"), "Sign in", ("E-mail", "half@example.gov"),
            ("Password", "five quiet boats at noon"));

        Assert.Contains("A password alone is not enough", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_two_days_old_opens_nothing()
    {
        var link = Done(await AddAsync("late@example.gov"));
        site.Clock.Advance(TimeSpan.FromHours(49));

        var page = await site.Browser().GoAsync(link.PathAndQuery);
        Assert.Contains("too old", page.Text, StringComparison.Ordinal);
        Assert.NotNull(page.Document.QuerySelector("main .signin a[href='/signin']"));
    }

    [Fact]
    public async Task An_address_that_has_a_sign_in_is_refused_also_when_eight_ask_at_once()
    {
        var resident = await site.ResidentAsync();
        Assert.Equal("Staff_AlreadyThere", Refused(await AddAsync(resident)));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AddAsync("once@example.gov")));

        Assert.Single(answers.OfType<Outcome<Uri>.Done>());
        Assert.Equal(1, await site.ReadAsync(db => db.StaffMembers.CountAsync(s => db.Users.Any(
            u => u.Id == s.UserId && u.Email == "once@example.gov"))));
    }

    [Theory]
    [InlineData("no address", "Nora", "Mail_AddressNotUsable")]
    [InlineData("n@example.gov", "  ", "Register_NameMissing")]
    public async Task Without_an_address_or_name_nobody_is_added(string email, string name, string refusal) =>
        Assert.Equal(refusal, Refused(await AddAsync(email, name)));

    private async Task<Outcome<Uri>> AddAsync(string email, string name = "Nora Field")
    {
        Outcome<Uri>? outcome = null;
        await site.AskAsync<AddStaff>(async act =>
            outcome = await act.RunAsync(new(email, name, StaffRole.Supervisor, Actor.System), default));
        return outcome!;
    }

    private static Uri Done(Outcome<Uri> outcome) => Assert.IsType<Outcome<Uri>.Done>(outcome).Value;

    private static string Refused(Outcome<Uri> outcome) => Assert.IsType<Outcome<Uri>.Refused>(outcome).Refusal.Key;
}
