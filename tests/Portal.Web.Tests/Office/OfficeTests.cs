using System.Net;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Mail;
using Portal.Core.Payments;

namespace Portal.Web.Tests.Office;

/// <summary>The office's first room: only staff enter, and every look leaves a trace.</summary>
public sealed class OfficeTests(SignInSite site) : IClassFixture<SignInSite>
{
    private const string Terry = "terry.technician@example.gov";
    private const string Sam = "sam.supervisor@example.gov";

    private static readonly string[] Pages =
    [
        "/office", "/office/accounts", "/office/accounts?q=ruiz", "/office/accounts/ID", "/office/accounts/ID/why",
        "/office/accounts/ID/pin", "/office/ledger", "/office/ledger/balance", "/office/shortcuts",
        "/office/start-service", "/office/start-service?account=ID", "/office/start-service?address=alder",
        "/office/landlords", "/office/accounts/ID/end-service", "/office/accounts/ID/move-service",
        "/office/billing",
    ];

    [Fact]
    public async Task Nobody_enters_without_signing_in()
    {
        var account = await site.AccountAsync();

        foreach (var page in Pages)
        {
            var shown = await site.Browser().GoAsync(page.Replace("ID", $"{account.Id}", StringComparison.Ordinal));
            Assert.StartsWith("/signin", shown.Path, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_resident_finds_no_office()
    {
        var account = await site.AccountAsync();
        var resident = await site.SignedInAsync(await site.ResidentAsync());

        foreach (var page in Pages)
        {
            var shown = await resident.GoAsync(page.Replace("ID", $"{account.Id}", StringComparison.Ordinal));
            Assert.DoesNotContain(account.Number, shown.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("office-header", shown.Body, StringComparison.Ordinal);
        }

        Assert.Empty(await ViewsAsync(account));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("es")]
    public async Task Every_page_is_there_in_both_languages(string language)
    {
        var account = await site.AccountAsync();
        var staff = await site.SignedInAsync(Terry);
        await staff.GoAsync($"/language/{language}");
        await OpenAsync(staff, account);

        foreach (var page in Pages)
        {
            var shown = await staff.GoAsync(page.Replace("ID", $"{account.Id}", StringComparison.Ordinal));
            Assert.Equal(HttpStatusCode.OK, shown.Status);
            Assert.Single(shown.Document.QuerySelectorAll("h1"));
            Assert.Null(shown.Document.QuerySelector("[data-error-summary]"));
        }
    }

    [Fact]
    public async Task An_account_opens_only_after_a_reason_and_each_look_is_recorded()
    {
        var account = await site.AccountAsync();
        var staff = await site.SignedInAsync(Terry);

        var asked = await staff.GoAsync($"/office/accounts/{account.Id}");
        Assert.EndsWith("/why", asked.Path, StringComparison.Ordinal);
        Assert.DoesNotContain("example.com", asked.Body, StringComparison.Ordinal);
        Assert.Empty(await ViewsAsync(account));

        var shown = await ChooseAsync(staff, asked, "letter", "ticket 4711");
        await staff.GoAsync($"/office/accounts/{account.Id}");

        Assert.Equal($"/office/accounts/{account.Id}", shown.Path);
        Assert.Contains("Letter or e-mail: ticket 4711", shown.Text, StringComparison.Ordinal);
        Assert.Contains("Terry Technician", shown.Text, StringComparison.Ordinal);
        Assert.Equal(3, (await ViewsAsync(account)).Count);
        Assert.All(await ViewsAsync(account), reason => Assert.Equal("letter: ticket 4711", reason));
    }

    [Fact]
    public async Task Another_reason_needs_words()
    {
        var account = await site.AccountAsync();
        var staff = await site.SignedInAsync(Terry);

        var page = await ChooseAsync(staff, await staff.GoAsync($"/office/accounts/{account.Id}"), "other", "");

        Assert.Contains("Say in a few words why", page.Text, StringComparison.Ordinal);
        Assert.Empty(await ViewsAsync(account));
    }

    [Fact]
    public async Task The_pin_stays_hidden_until_it_is_asked_for_with_a_reason()
    {
        var account = await site.AccountAsync();
        var staff = await site.SignedInAsync(Terry);
        var shown = await OpenAsync(staff, account);
        var form = await staff.GoAsync($"/office/accounts/{account.Id}/pin");

        var pin = await staff.SubmitAsync(form, "Show the PIN", ("Why do you need it?", "lost the bill"));
        site.Clock.Advance(TimeSpan.FromMinutes(3));
        var later = await staff.GoAsync(pin.Address);

        Assert.DoesNotContain(account.Pin, shown.Body + form.Body, StringComparison.Ordinal);
        Assert.Contains(account.Pin, pin.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(account.Pin, later.Body, StringComparison.Ordinal);
        Assert.Contains("other: lost the bill", await ViewsAsync(account));
    }

    [Fact]
    public async Task An_account_is_found_and_its_row_leads_to_it()
    {
        var account = await site.AccountAsync();
        var staff = await site.SignedInAsync(Terry);

        var page = await staff.GoAsync($"/office/accounts?q={account.Number[..4]}+{account.Number[4..]}");

        var link = Assert.Single(page.Document.QuerySelectorAll("main tbody a"));
        Assert.Equal($"/office/accounts/{account.Id}", link.GetAttribute("href"));
        Assert.Equal(page.Document.QuerySelector("#search")!.GetAttribute("value"),
            $"{account.Number[..4]} {account.Number[4..]}");
    }

    [Fact]
    public async Task A_search_that_finds_nobody_says_what_to_try()
    {
        var staff = await site.SignedInAsync(Terry);

        var page = await staff.GoAsync("/office/accounts?q=%3Cscript%3Ezzqq");

        Assert.Contains("Nobody found for “<script>zzqq”", page.Text, StringComparison.Ordinal);
        Assert.Contains("last four digits", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_does_not_exist_is_not_found()
    {
        var staff = await site.SignedInAsync(Terry);

        foreach (var page in Pages.Where(p => p.Contains("ID", StringComparison.Ordinal)))
        {
            var shown = await staff.GoAsync(page.Replace("ID", $"{Guid.CreateVersion7()}", StringComparison.Ordinal));
            Assert.Equal(HttpStatusCode.NotFound, shown.Status);
        }
    }

    [Fact]
    public async Task A_task_is_marked_done_on_the_page()
    {
        var detail = $"Look at {Guid.CreateVersion7()}.";
        await site.AskAsync<RaiseOfficeTask>(act => act.RunAsync(new("suspense", detail, detail), default));
        var staff = await site.SignedInAsync(Terry);

        var before = await staff.GoAsync("/office?kind=suspense");
        var after = await staff.SubmitAsync(before, "Mark done");

        Assert.Contains(detail, before.Text, StringComparison.Ordinal);
        Assert.Contains("Marked as done: Money in suspense.", after.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(detail, after.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_red_flag_it_is_said_what_was_found_before_it_is_done()
    {
        var detail = $"Look at {Guid.CreateVersion7()}.";
        await site.AskAsync<RaiseOfficeTask>(act => act.RunAsync(new("red_flag", detail, detail), default));
        var staff = await site.SignedInAsync(Terry);

        var refused = await staff.SubmitAsync(await staff.GoAsync("/office?kind=red_flag"), "Mark done");
        Assert.Contains("Say what was found", refused.Text, StringComparison.Ordinal);
        Assert.Contains(detail, refused.Text, StringComparison.Ordinal);
        var done = await staff.SubmitAsync(refused, "Mark done", ("outcome", "Called: it was them."));

        Assert.DoesNotContain(detail, done.Text, StringComparison.Ordinal);
        Assert.Equal("Called: it was them.", await site.ReadAsync(db => db.OfficeTasks
            .Where(t => t.DedupeKey == detail).Select(t => t.Outcome).SingleAsync()));
    }

    [Fact]
    public async Task Only_a_supervisor_lifts_a_pause_of_the_mail()
    {
        await site.ChangeAsync(db => db.Add(new MailPause
        {
            Id = Guid.CreateVersion7(), Reason = "535 not you", PausedAt = site.Clock.GetUtcNow(),
        }));
        var technician = await site.SignedInAsync(Terry);
        var supervisor = await site.SignedInAsync(Sam);

        var disabled = await technician.GoAsync("/office");
        var forced = await technician.SubmitAsync(disabled, "Start sending");
        Assert.Contains("A supervisor can start it again.", disabled.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Mail is being sent again", forced.Text, StringComparison.Ordinal);
        Assert.True(await PausedAsync());

        var lifted = await supervisor.SubmitAsync(await supervisor.GoAsync("/office"), "Start sending");
        Assert.Contains("Mail is being sent again.", lifted.Text, StringComparison.Ordinal);
        Assert.False(await PausedAsync());
    }

    private Task<bool> PausedAsync() => site.ReadAsync(db => db.Set<MailPause>().AnyAsync(p => p.LiftedAt == null));

    private static async Task<SitePage> OpenAsync(SiteBrowser staff, CustomerAccount account) =>
        await ChooseAsync(staff, await staff.GoAsync($"/office/accounts/{account.Id}"), "call", "");

    private static Task<SitePage> ChooseAsync(SiteBrowser staff, SitePage page, string reason, string words) =>
        staff.SendFormAsync(
            page,
            (IHtmlFormElement)page.Document.QuerySelector("main form[method=post]")!,
            null,
            ("Input.Chosen", reason),
            ("Input.Words", words));

    private Task<List<string>> ViewsAsync(CustomerAccount account) => site.ReadAsync(db =>
        db.CustomerViews.Where(v => v.CustomerAccountId == account.Id).Select(v => v.Reason).ToListAsync());
}
