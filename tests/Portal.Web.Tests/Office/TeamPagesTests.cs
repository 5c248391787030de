using Microsoft.EntityFrameworkCore;
using Portal.Core.Staff;

namespace Portal.Web.Tests.Office;

/// <summary>People are invited, given roles, suspended and reviewed on pages, and rights end at once.</summary>
public sealed class TeamPagesTests(SignInSite site) : IClassFixture<SignInSite>
{
    private const string Ada = "ada.administrator@example.gov";
    private const string Sam = "sam.supervisor@example.gov";
    private const string Carl = "carl.cashier@example.gov";
    private const string Cole = "cole.collections@example.gov";

    [Fact]
    public async Task Suspended_from_the_page_an_open_session_is_refused_at_its_next_request()
    {
        var carl = await site.SignedInAsync(Carl);
        Assert.Equal("/office", (await carl.GoAsync("/office")).Path);
        var ada = await site.SignedInAsync(Ada);

        var page = await ada.SubmitAsync(
            await ada.GoAsync(await PathAsync(Carl)), "Suspend", ("Why", "Left the city."));

        Assert.Contains("Every session of theirs has ended", page.Text, StringComparison.Ordinal);
        Assert.Equal("/signin", (await carl.GoAsync("/office")).Path);
        Assert.Equal("staff_changed", (await site.MailsToAsync(Carl))[^1].Kind);
        page = await ada.SubmitAsync(page, "Let them back in", ("Why", "Came back."));
        Assert.Contains("They may sign in again", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forbidden_pair_is_refused_on_the_page()
    {
        var ada = await site.SignedInAsync(Ada);
        var page = await ada.GoAsync(await PathAsync(Cole));

        var no = await ada.SubmitAsync(
            page, "Save their role", ("Role", nameof(StaffRole.Collections)),
            ("Also", nameof(StaffRole.Administrator)), ("Why", "Holidays."));

        Assert.Contains("Nobody manages people and has to do with money", no.Text, StringComparison.Ordinal);
        Assert.Equal([StaffRole.Collections], (await RolesAsync(Cole)));
    }

    [Fact]
    public async Task A_large_role_is_given_by_two_and_the_session_ends_then()
    {
        var (ada, nora) = (await site.SignedInAsync(Ada), await site.SignedInAsync("nora.senior@example.gov"));
        var path = await PathAsync("nora.senior@example.gov");

        var asked = await ada.SubmitAsync(
            await ada.GoAsync(path), "Save their role", ("Role", nameof(StaffRole.Supervisor)),
            ("Also", nameof(StaffRole.Supervisor)), ("Why", "Promoted."));

        Assert.Contains("second person agrees", asked.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Agree", ButtonsOf(asked));
        Assert.Equal("/office", (await nora.GoAsync("/office")).Path);
        var sam = await site.SignedInAsync(Sam);
        var agreed = await sam.SubmitAsync(await sam.GoAsync(path), "Agree");
        Assert.Contains("The change is in force", agreed.Text, StringComparison.Ordinal);
        Assert.Equal("/signin", (await nora.GoAsync("/office")).Path);
        Assert.Equal([StaffRole.Supervisor], await RolesAsync("nora.senior@example.gov"));
    }

    [Fact]
    public async Task Who_is_invited_gets_a_link_by_mail()
    {
        var ada = await site.SignedInAsync(Ada);
        var page = await ada.GoAsync("/office/people/invite");

        var done = await ada.SubmitAsync(
            page, "Send the invitation", ("Name", "Vera Varga"), ("E-mail", "vera@example.gov"),
            ("Role", nameof(StaffRole.Legal)), ("Why", "Hired."));

        Assert.Contains("Invited. The link was mailed.", done.Text, StringComparison.Ordinal);
        Assert.Equal("enroll_staff", (await site.MailsToAsync("vera@example.gov")).Single().Kind);
    }

    [Fact]
    public async Task A_supervisor_reviews_everybody_but_themselves_and_takes_the_file()
    {
        var sam = await site.SignedInAsync(Sam);
        var review = await sam.SubmitAsync(await sam.GoAsync("/office/people/reviews"), "Open this quarter");

        Assert.Contains("Somebody else answers for you.", review.Text, StringComparison.Ordinal);
        var answered = await sam.SubmitAsync(review, "Confirm");
        Assert.Contains("The answer is kept.", answered.Text, StringComparison.Ordinal);
        Assert.Contains("without an answer", (await sam.SubmitAsync(answered, "Close")).Text, StringComparison.Ordinal);
        var file = await sam.GoAsync(answered.Path + "?handler=File");
        Assert.Contains("ada.administrator@example.gov", file.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_matrix_says_who_holds_what()
    {
        var page = await (await site.SignedInAsync("art.auditor@example.gov")).GoAsync("/office/people/duties");

        Assert.Contains("Never held by one person", page.Text, StringComparison.Ordinal);
        Assert.Contains("You may read everything here and change nothing", page.Text, StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> ButtonsOf(SitePage page) =>
        [.. page.Document.QuerySelectorAll("main button").Select(b => b.TextContent.Trim())];

    private Task<string> PathAsync(string email) => site.ReadAsync(async db =>
        $"/office/people/{await db.Users.Where(u => u.Email == email).Select(u => u.Id).SingleAsync()}");

    private Task<IReadOnlyList<StaffRole>> RolesAsync(string email) => site.ReadAsync(async db =>
        (await db.StaffMembers.AsNoTracking()
            .SingleAsync(s => db.Users.Any(u => u.Id == s.UserId && u.Email == email))).Roles);
}
