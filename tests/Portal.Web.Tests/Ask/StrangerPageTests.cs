using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Requests;
using Portal.Core.Requests.Moving;
using Portal.Core.Requests.Strangers;
using Portal.Web.Tests.My;

namespace Portal.Web.Tests.Ask;

/// <summary>Asking without signing in, with the forms of the pages and the links of the mails.</summary>
public sealed class StrangerPageTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Fact]
    public async Task A_leak_is_reported_from_the_start_page_and_goes_on_by_the_mailed_link()
    {
        const string Email = "leak@example.com";
        var browser = site.Browser();
        Assert.Contains("/ask?about=problem", (await browser.GoAsync("/")).Body, StringComparison.Ordinal);

        var mailed = await browser.SubmitAsync(
            await browser.GoAsync("/ask?about=problem"), "Mail me the link", ("Input.Purpose", "Problem"),
            ("E-mail", Email));
        Assert.Contains("Look into your mail", mailed.Text, StringComparison.Ordinal);
        Assert.Equal(0, await site.City.ReadAsync(db => db.Set<Stranger>().CountAsync(s => s.Email == Email)));

        var form = await browser.GoAsync(await site.MailedPathAsync(Email, "/ask/write"));
        Assert.Contains("Is anyone in danger", form.Text, StringComparison.Ordinal);
        var sent = await browser.SubmitFileAsync(
            form, "Send", ("Input.Files", "leak.pdf", "%PDF-1.4\n1 0 obj << >> endobj\n%%EOF\n"u8.ToArray()),
            ("Input.Topic", "leak"), ("Input.Place", "Alder St at 3rd"), ("Input.Words", "Water <b>runs</b>"),
            ("Your name", "Ana Ruiz"));
        Assert.Contains("Its number is Q-", sent.Text, StringComparison.Ordinal);

        var page = await browser.GoAsync(await site.MailedPathAsync(Email, "/ask/request"));
        Assert.Contains("Answer expected by", page.Text, StringComparison.Ordinal);
        Assert.Contains("Water <b>runs</b>", page.Text, StringComparison.Ordinal);
        var file = page.Document.QuerySelector("main .thread a[href^='/ask/files/']")!.GetAttribute("href")!;
        Assert.Equal(HttpStatusCode.OK, (await browser.GoAsync(file)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GoAsync(file.Split('?')[0])).Status);
        var written = await browser.SubmitAsync(page, "Send", ("Input.Words", "It is worse now"));
        Assert.Contains("It is worse now", written.Text, StringComparison.Ordinal);
        Assert.StartsWith("/ask/request", written.Path, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_office_sees_who_asked_answers_and_hears_it_is_no_customer()
    {
        const string Email = "office@example.com";
        var browser = site.Browser();
        var form = await FormAsync(browser, Email, "Question", "/ask/write");
        await browser.SubmitAsync(
            form, "Send", ("Input.Topic", "service"), ("Input.Words", "When do you open?"), ("Your name", "Ana Ruiz"),
            ("Input.Phone", "916 555 0100"));
        var asked = await AskedAsync(Email);

        var office = await site.TechnicianAsync();
        Assert.Contains(asked.Label, (await office.GoAsync("/office/requests")).Text, StringComparison.Ordinal);
        var record = await office.GoAsync($"/office/requests/{asked.Id}");
        Assert.Contains("Asked without signing in", record.Text, StringComparison.Ordinal);
        Assert.Contains("916 555 0100", record.Text, StringComparison.Ordinal);
        await office.SubmitAsync(record, "Write it", ("Input.Act", "Answer"), ("Input.Words", "At eight."));

        var page = await browser.GoAsync(await site.MailedPathAsync(Email, "/ask/request"));
        Assert.Contains("At eight.", page.Text, StringComparison.Ordinal);
        var rated = await browser.SubmitAsync(page, "Rate the answer", ("Rating.Score", "5"));
        Assert.DoesNotContain("Rate the answer", rated.Text, StringComparison.Ordinal);
        var closed = await browser.SubmitAsync(rated, "Open it again", ("Input.Words", "And on Friday?"));
        Assert.Contains("And on Friday?", closed.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_is_asked_for_with_a_photo_id_and_the_deposit_is_told()
    {
        const string Email = "start@example.com";
        var browser = site.Browser("en");
        var form = await FormAsync(browser, Email, "Start", "/ask/start");
        var day = new OfficeDays([6, 7], []).Add(site.City.Today, 6);

        var check = await browser.SubmitAsync(
            form, "Continue", ("Input.StartPlace", "77 Nowhere Rd"), ("Input.StartOn", $"{day:yyyy-MM-dd}"),
            ("Input.Occupancy", "tenant"), ("Input.LegalName", "Eve Lang"), ("Input.Phone", "916 555 0100"));
        Assert.Contains("eposit", check.Text, StringComparison.Ordinal);
        var sent = await browser.SubmitFileAsync(
            check, "Send", ("Input.Files", "id.pdf", "%PDF-1.4\n1 0 obj << >> endobj\n%%EOF\n"u8.ToArray()));

        Assert.Contains("Its number is Q-", sent.Text, StringComparison.Ordinal);
        var asked = await AskedAsync(Email);
        Assert.Equal("Eve Lang", await site.City.ReadAsync(
            db => db.Set<ServiceRequest>().Where(s => s.RequestId == asked.Id).Select(s => s.LegalName).SingleAsync()));
        var page = await browser.GoAsync(await site.MailedPathAsync(Email, "/ask/request"));
        Assert.Null(page.Document.QuerySelector("main a[href^='/ask/files/']"));
    }

    [Theory]
    [InlineData("/ask/write?key=none")]
    [InlineData("/ask/start")]
    [InlineData("/ask/request?key=none")]
    public async Task A_link_that_opens_nothing_says_so(string address) => Assert.Contains(
        "This link opens nothing", (await site.Browser().GoAsync(address)).Text, StringComparison.Ordinal);

    [Fact]
    public async Task Empty_forms_say_what_is_missing_in_spanish_too()
    {
        var browser = site.Browser("es");
        var first = await browser.SubmitAsync(await browser.GoAsync("/ask"), "Envíeme");
        Assert.Contains("Elija lo que desea hacer.", first.Text, StringComparison.Ordinal);

        var english = site.Browser();
        var page = await english.SubmitAsync(
            await FormAsync(english, "empty@example.com", "Problem", "/ask/write"), "Send");

        Assert.Contains("Enter your name", page.Text, StringComparison.Ordinal);
        Assert.Equal(0, await site.City.ReadAsync(
            db => db.Set<Stranger>().CountAsync(s => s.Email == "empty@example.com")));
    }

    private async Task<SitePage> FormAsync(SiteBrowser browser, string email, string purpose, string page)
    {
        await browser.SubmitAsync(
            await browser.GoAsync("/ask"), "Mail me the link", ("Input.Purpose", purpose), ("E-mail", email));
        return await browser.GoAsync(await site.MailedPathAsync(email, page));
    }

    private Task<CustomerRequest> AskedAsync(string email) => site.City.ReadAsync(db => (
        from request in db.Set<CustomerRequest>().AsNoTracking()
        join stranger in db.Set<Stranger>() on request.StrangerId equals stranger.Id
        where stranger.Email == email
        select request).SingleAsync());
}
