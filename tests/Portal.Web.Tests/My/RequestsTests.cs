using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Money;
using Portal.Core.Requests;
using Portal.Core.Requests.Moving;
using Portal.Core.Requests.Refunds;
using ServicePoint = Portal.Core.Accounts.ServicePoint;

namespace Portal.Web.Tests.My;

/// <summary>Asking on the pages: forms as they are, rubbish, files, and who sees what.</summary>
public sealed class RequestsTests(PayingSite site) : IClassFixture<PayingSite>
{
    private static readonly byte[] Pdf = "%PDF-1.4\n1 0 obj << >> endobj\n%%EOF\n"u8.ToArray();

    [Fact]
    public async Task A_line_is_asked_about_from_the_bill()
    {
        var (account, bill) = await BilledAsync();
        var browser = await site.ResidentAsync(account);
        var page = await browser.GoAsync($"/my/bills/{bill}");
        var link = page.Document.QuerySelectorAll("main details a").First(a => a.TextContent == "Ask about this line");

        var form = await browser.GoAsync(link.GetAttribute("href")!);
        Assert.Contains("About the line “water_use”", form.Text, StringComparison.Ordinal);
        var sent = await browser.SubmitAsync(form, "Send", ("Your message", "Why so much?\n\n<b>Really</b>"));

        Assert.Contains("We have your request. Its number is Q-", sent.Text, StringComparison.Ordinal);
        Assert.Contains("Answer expected by", sent.Text, StringComparison.Ordinal);
        Assert.Contains("<b>Really</b>", sent.Text, StringComparison.Ordinal);
        var request = await LastAsync(account);
        Assert.Equal((bill, 1, "bill"), (request.BillId, request.BillLineNo, request.Topic));
        Assert.Contains(request.Label, (await browser.GoAsync("/my/requests")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/my/requests/new", "Send", "Choose what this is about.")]
    [InlineData("/my/requests/new?about=problem", "Send", "Choose what this is about.")]
    [InlineData("/my/requests/new?about=legal_name", "Send", "Add a document that shows the new legal name.")]
    [InlineData("/my/requests/dispute/$bill", "Send", "Tell us in your own words")]
    [InlineData("/my/requests/move?what=stop", "Continue", "Enter the day on which service should stop.")]
    [InlineData("/my/requests/move?what=start", "Continue", "Enter the day on which service should start.")]
    public async Task An_empty_form_says_what_is_missing_and_keeps_nothing(string address, string button, string says)
    {
        var (account, bill) = await BilledAsync();
        var browser = await site.ResidentAsync(account);
        var at = address.Replace("$bill", $"{bill}", StringComparison.Ordinal);

        var page = await browser.SubmitAsync(await browser.GoAsync(at), button);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains(says, page.Text, StringComparison.Ordinal);
        Assert.NotEmpty(page.Document.QuerySelectorAll("main [role=alert] a, .usa-alert--error a, main .field--wrong"));
        Assert.Equal(0, await site.City.ReadAsync(db => db.Set<CustomerRequest>()
            .CountAsync(r => r.CustomerAccountId == account.Id)));
    }

    [Theory]
    [InlineData("Input.Topic", "refund")]
    [InlineData("Input.Topic", "' or 1=1 --")]
    [InlineData("Input.Account", "00000000-0000-0000-0000-000000000001")]
    [InlineData("Input.Words", " \t ")]
    public async Task Rubbish_is_refused_in_words(string field, string rubbish)
    {
        var account = await site.City.AccountAsync();
        var browser = await site.ResidentAsync(account);
        var form = await browser.GoAsync("/my/requests/new");

        var page = await browser.SubmitAsync(
            form, "Send", [.. new[] { ("Input.Topic", "meter"), ("Input.Words", "Hello") }.Where(f => f.Item1 != field),
                (field, rubbish)]);

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.NotEmpty(page.Document.QuerySelectorAll(".field--wrong, .error-summary, [role=alert]"));
        Assert.Equal(0, await site.City.ReadAsync(db => db.Set<CustomerRequest>()
            .CountAsync(r => r.CustomerAccountId == account.Id)));
    }

    [Fact]
    public async Task Columns_that_are_no_fields_are_not_listened_to()
    {
        var account = await site.City.AccountAsync();
        var user = await site.UserAsync(account);
        var browser = await site.SignInAsync(user);
        var form = await browser.GoAsync("/my/requests/new");
        var columns = string.Concat(new[]
        {
            "State", "Number", "Kind", "UserId", "AssignedTo", "ExpectedOn", "AcknowledgeBy", "OpenedAt",
            "IsRestricted", "IsNote", "Html", "By",
        }.Select(c => $"&{c}=Closed&Input.{c}=Closed&Request.{c}=Closed"));
        var fields = form.Document.QuerySelectorAll("main form [name]").Where(
                f => f.GetAttribute("type") != "file" && f.GetAttribute("name") is not ("Input.Topic" or "Input.Words"))
            .Select(f => $"{f.GetAttribute("name")}={Uri.EscapeDataString(f.GetAttribute("value") ?? "")}");

        await browser.SendAsync(new(HttpMethod.Post, "/my/requests/new")
        {
            Content = new StringContent(
                $"{string.Join('&', fields)}&Input.Topic=meter&Input.Words=Hello{columns}", null,
                "application/x-www-form-urlencoded"),
        });

        var request = await site.City.ReadAsync(db => db.Set<CustomerRequest>().SingleAsync(r => r.UserId == user.Id));
        Assert.Equal(RequestState.New, request.State);
        Assert.Null(request.AssignedTo);
        Assert.Equal(RequestKind.Question, request.Kind);
    }

    [Fact]
    public async Task A_file_is_told_by_its_content_and_only_handed_out_for_download()
    {
        var account = await site.City.AccountAsync();
        var browser = await site.ResidentAsync(account);
        var form = await browser.GoAsync("/my/requests/new");

        var refused = await browser.SubmitFileAsync(
            form, "Send", ("Input.Files", "photo.jpg", "<html><script>alert(1)</script>"u8.ToArray()),
            ("Input.Topic", "meter"), ("Your message", "See the photo"));
        Assert.Contains("is not a picture or a PDF", refused.Text, StringComparison.Ordinal);
        var sent = await browser.SubmitFileAsync(
            form, "Send", ("Input.Files", "../../evil.pdf.js", Pdf), ("Input.Topic", "meter"),
            ("Your message", "See the file"));

        var link = sent.Document.QuerySelector("main .thread a[href^='/my/requests/files/']")!;
        Assert.Equal("evil-pdf.pdf", link.TextContent.Trim());
        var file = await browser.GoAsync(link.GetAttribute("href")!);
        Assert.Contains(
            "Content-Disposition: attachment; filename=evil-pdf.pdf", file.Headers, StringComparison.Ordinal);
        Assert.Contains("X-Content-Type-Options: nosniff", file.Headers, StringComparison.Ordinal);
        Assert.Contains("; sandbox", file.Headers, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/pdf", file.Headers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dispute_says_what_is_held_and_the_bill_says_so_too()
    {
        var (account, bill) = await BilledAsync();
        var browser = await site.SignInAsync(await site.UserAsync(account), "es");

        var sent = await browser.SubmitAsync(
            await browser.GoAsync($"/my/requests/dispute/{bill}?line=1"), "Enviar", ("Input.Lines", "1"),
            ("Input.Words", "Estuve de viaje."));

        Assert.Contains(
            "Mientras lo revisamos, $40.00 no genera cargos por atraso", sent.Text, StringComparison.Ordinal);
        Assert.Contains("$40.00 de esta factura están en disputa", (await browser.GoAsync($"/my/bills/{bill}")).Text,
            StringComparison.Ordinal);
        Assert.Equal(1, await site.City.ReadAsync(db => db.Set<AccountHold>()
            .CountAsync(h => h.CustomerAccountId == account.Id)));
    }

    [Fact]
    public async Task A_credit_is_asked_back_for_the_amount_that_was_shown()
    {
        var account = await site.City.AccountOwingAsync(60.00m);
        await site.City.PayAsync(account, new Usd(85_00));
        var browser = await site.ResidentAsync(account);
        Assert.Contains("You have a credit of $25.00", (await browser.GoAsync("/my/requests")).Text,
            StringComparison.Ordinal);
        var form = await browser.GoAsync($"/my/requests/refund/{account.Id}");

        var tampered = await browser.SubmitAsync(form, "Ask for $25.00 back", ("Input.Seen", "250000"));
        Assert.Contains("The credit is now $25.00", tampered.Text, StringComparison.Ordinal);
        var sent = await browser.SubmitAsync(form, "Ask for $25.00 back");

        Assert.Contains("Credit asked back", sent.Text, StringComparison.Ordinal);
        Assert.Equal(new Usd(25_00), (await site.City.ReadAsync(db => db.Set<RefundRequest>()
            .SingleAsync(r => db.Set<CustomerRequest>().Any(
                c => c.Id == r.RequestId && c.CustomerAccountId == account.Id)))).Amount);
    }

    [Theory]
    [InlineData("move")]
    [InlineData("stop")]
    [InlineData("start")]
    public async Task A_move_is_asked_for_in_spanish_too(string what)
    {
        var browser = await site.SignInAsync(await site.UserAsync(await ServedAsync()), "es");

        var form = await browser.GoAsync($"/my/requests/move?what={what}");

        Assert.Equal(HttpStatusCode.OK, form.Status);
        Assert.Contains("Continuar", form.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_move_is_shown_once_more_before_it_is_sent()
    {
        var account = await ServedAsync();
        var browser = await site.ResidentAsync(account);
        var day = $"{new OfficeDays([6, 7], []).Add(site.City.Today, 6):yyyy-MM-dd}";

        var check = await browser.SubmitAsync(
            await browser.GoAsync("/my/requests/move?what=move"), "Continue",
            ("Input.StopPremise", $"{account.PremiseId}"), ("Last day of service", day),
            ("New address", "9 Nowhere Ln"),
            ("First day of service", day), ("Input.Occupancy", "tenant"), ("Name on your photo ID", "Rosa Delgado"),
            ("Phone", "916 555 0100"));
        Assert.Contains("Check before you send", check.Text, StringComparison.Ordinal);
        Assert.Contains("You get a final bill", check.Text, StringComparison.Ordinal);
        Assert.Contains("No deposit would be asked for", check.Text, StringComparison.Ordinal);
        var changed = await browser.SubmitAsync(check, "Change something");
        Assert.Equal("9 Nowhere Ln", changed.Document.QuerySelector("#Input_StartPlace")!.GetAttribute("value"));
        var sent = await browser.SubmitAsync(check, "Send the request");

        Assert.Contains("We have your request", sent.Text, StringComparison.Ordinal);
        var request = await LastAsync(account);
        Assert.Equal(RequestKind.Move, request.Kind);
        Assert.Equal("9 Nowhere Ln", (await site.City.ReadAsync(db => db.Set<ServiceRequest>()
            .SingleAsync(s => s.RequestId == request.Id))).StartPlace);
    }

    [Fact]
    public async Task The_office_takes_and_answers_and_the_resident_rates_and_reopens()
    {
        var account = await site.City.AccountAsync("Ana Ruiz");
        var browser = await site.ResidentAsync(account);
        await browser.SubmitAsync(await browser.GoAsync("/my/requests/new"), "Send", ("Input.Topic", "meter"),
            ("Your message", "Is my meter right?"));
        var request = await LastAsync(account);
        var terry = await site.TechnicianAsync();
        Assert.Contains(request.Label, (await terry.GoAsync("/office/requests")).Text, StringComparison.Ordinal);

        var page = await terry.SubmitAsync(await terry.GoAsync($"/office/requests/{request.Id}"), "Take it");
        Assert.Contains("It is yours now.", page.Text, StringComparison.Ordinal);
        var nothing = await terry.SubmitAsync(page, "Write it");
        Assert.Contains("Choose what to write", nothing.Text, StringComparison.Ordinal);
        await terry.SubmitAsync(page, "Write it", ("Input.Act", "Note"), ("Input.Words", "Called the shop."));
        page = await terry.GoAsync($"/office/requests/{request.Id}");
        await terry.SubmitAsync(
            page, "Write it", ("Input.Act", "Answer"), ("Input.Words", "Yes.\n\n- tested\n- sealed"));

        var seen = await browser.GoAsync($"/my/requests/{request.Id}");
        Assert.Contains("Yes.", seen.Text, StringComparison.Ordinal);
        Assert.Equal(2, seen.Document.QuerySelectorAll(".thread li li").Length);
        Assert.DoesNotContain("Called the shop", seen.Body, StringComparison.Ordinal);
        var rated = await browser.SubmitAsync(seen, "Rate the answer", ("Rating.Score", "4"));
        Assert.Contains("Rated 4 of 5", rated.Text, StringComparison.Ordinal);
        var reopened = await browser.SubmitAsync(rated, "Open it again", ("Write to us", "And last year?"));
        Assert.Contains("is open again", reopened.Text, StringComparison.Ordinal);
        Assert.Equal(1, await site.City.ReadAsync(db => db.CustomerViews.CountAsync(
            v => v.CustomerAccountId == account.Id && v.Reason == $"other: {request.Label}"
                && v.Page == $"/office/requests/{request.Id}")) > 0 ? 1 : 0);
    }

    private async Task<(CustomerAccount Account, Guid Bill)> BilledAsync()
    {
        var account = await site.City.AccountOwingAsync(80.00m);
        return (account, await site.City.ReadAsync(db => db.Bills.Where(b => b.CustomerAccountId == account.Id)
            .Select(b => b.Id).SingleAsync()));
    }

    private Task<CustomerRequest> LastAsync(CustomerAccount account) => site.City.ReadAsync(
        db => db.Set<CustomerRequest>().Where(r => r.CustomerAccountId == account.Id)
            .OrderByDescending(r => r.Number).FirstAsync());

    private async Task<CustomerAccount> ServedAsync()
    {
        var account = await site.City.AccountAsync();
        await site.City.ReadAsync(db =>
        {
            var point = new ServicePoint
            {
                Id = Guid.CreateVersion7(), PremiseId = account.PremiseId, Service = UtilityService.Refuse,
            };
            db.AddRange(point, new ServiceAgreement
            {
                Id = Guid.CreateVersion7(), CustomerAccountId = account.Id, ServicePointId = point.Id,
                CustomerClass = CustomerClass.Residential, StartsOn = site.City.Today.AddYears(-1),
            });
            return db.SaveChangesAsync();
        });
        return account;
    }
}
