using System.Net;
using System.Net.Mail;
using System.Text.Json.Nodes;
using Portal.Core.People;
using Portal.Sandbox;
using Portal.Sandbox.Faults;

namespace Portal.Core.Tests.Sandbox;

/// <summary>The sandbox's pages, over plain HTTP without a browser.</summary>
public sealed class PageTests : SandboxTest
{
    private readonly HttpClient _browser = new(new HttpClientHandler { AllowAutoRedirect = false });

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _browser.BaseAddress = Sandbox.BaseAddress;
        _browser.DefaultRequestHeaders.Accept.ParseAdd("text/html");
    }

    [Fact]
    public async Task A_card_is_declined_and_another_pays()
    {
        var page = await OpenAsync();

        var declined = await PostAsync(page, Card("4000 0000 0000 9995"));
        var paid = await PostAsync(page, Card("4242 4242 4242 4242"));
        var again = await PostAsync(page, Card("4242 4242 4242 4242"));

        Assert.Contains("not enough money", await TextAsync(declined), StringComparison.Ordinal);
        Assert.Equal($"http://localhost/done?s={page.Split('/')[^1]}", paid.Headers.Location?.OriginalString);
        Assert.Equal(paid.Headers.Location, again.Headers.Location);
        Assert.Equal(1, Sandbox.Stripe.ChargeCount);
    }

    [Fact]
    public async Task A_bank_account_pays_later()
    {
        var page = await OpenAsync();

        var answer = await PostAsync(page, new()
        {
            ["Input.Method"] = "bank",
            ["Input.Holder"] = "Rosa Delgado",
            ["Input.Routing"] = "110000000",
            ["Input.BankAccount"] = "000123456789",
        });

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("unpaid", (string?)Sandbox.Stripe.Sessions[0]["payment_status"]);
    }

    [Fact]
    public async Task Every_empty_field_is_named_in_the_summary_and_beside_itself()
    {
        var text = await TextAsync(await PostAsync(await OpenAsync(), new() { ["Input.Method"] = "card" }));

        foreach (var field in new[] { "Number", "Expiry", "Cvc" })
        {
            Assert.Contains($"href=\"#{field}\"", text, StringComparison.Ordinal);
            Assert.Contains($"id=\"{field}-fault\"", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task It_speaks_Spanish_when_asked()
    {
        var text = await TextAsync(await _browser.GetAsync(await OpenAsync("&locale=es")));

        Assert.Contains("<html lang=\"es\">", text, StringComparison.Ordinal);
        Assert.Contains("Pagar $84.10", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_needs_no_script_and_lets_forms_lead_back_to_the_shop()
    {
        var page = await _browser.GetAsync(await OpenAsync());

        var text = await TextAsync(page);
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.DoesNotContain("<script", text, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", text, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.EndsWith("form-action 'self' http://localhost", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_page_says_so_and_takes_nothing()
    {
        var page = await OpenAsync();
        Sandbox.Stripe.AdvanceClock(TimeSpan.FromDays(2));

        var answer = await PostAsync(page, Card("4242 4242 4242 4242"));

        Assert.Contains("This page has expired", await TextAsync(answer), StringComparison.Ordinal);
        Assert.Equal(0, Sandbox.Stripe.ChargeCount);
    }

    [Fact]
    public async Task The_control_page_moves_the_clock_and_switches_faults()
    {
        await PostAsync("/_control/clock", new() { ["days"] = "3", ["hours"] = "1" });
        await PostAsync("/_control/faults", new()
        {
            ["kind"] = "DropAfter",
            ["endpoint"] = "POST /v1/refunds",
            ["times"] = "2",
        });
        await PostAsync("/_control/mail", new() { ["verb"] = "RCPT", ["answer"] = "550 5.1.1 Nobody" });
        await PostAsync("/_control/webhooks", new() { ["off"] = "on", ["copies"] = "3" });
        var page = await TextAsync(await _browser.GetAsync("/"));

        Assert.Equal(TimeSpan.FromHours(73), Sandbox.Stripe.Clock.Ahead);
        Assert.Equal([new Fault(FaultKind.DropAfter, "POST /v1/refunds", 2)], Sandbox.Stripe.Faults.Waiting);
        Assert.Equal((true, 3), (Sandbox.Stripe.Faults.WebhooksOff, Sandbox.Stripe.Faults.WebhookCopies));
        Assert.Contains("DropAfter on POST /v1/refunds, 2 more times", page, StringComparison.Ordinal);
        Assert.Contains("550 5.1.1 Nobody", page, StringComparison.Ordinal);
        await PostAsync("/_control/clear", []);
        Assert.Empty(Sandbox.Stripe.Faults.Waiting);
        Assert.Empty(Sandbox.Mail.Faults);
    }

    [Fact]
    public async Task The_mailbox_lists_and_opens_mail_and_its_html_can_do_nothing()
    {
        using var mail = new MailMessage("billing@alderfalls.example", "rosa@example.com", "Receipt <1>", "")
        {
            Body = "<p>Paid</p><script>alert(1)</script>",
            IsBodyHtml = true,
        };
        using var client = new SmtpClient("127.0.0.1", Sandbox.SmtpPort);
        await client.SendMailAsync(mail);
        await client.SendMailAsync("billing@alderfalls.example", "sam@example.com", "Other", "Other");

        var list = await TextAsync(await _browser.GetAsync("/mail?to=rosa@example.com"));
        var json = JsonNode.Parse(await _browser.GetStringAsync("/mail.json?to=rosa@example.com"))!.AsArray();
        var id = (string)Assert.Single(json)!["id"]!;
        var shown = await TextAsync(await _browser.GetAsync($"/mail/{id}"));
        var html = await _browser.GetAsync($"/mail/{id}/html");

        Assert.Contains("Receipt &lt;1&gt;", list, StringComparison.Ordinal);
        Assert.DoesNotContain("sam@example.com", list, StringComparison.Ordinal);
        Assert.Contains($"src=\"/mail/{id}/html\" sandbox", shown, StringComparison.Ordinal);
        Assert.StartsWith(
            "sandbox; default-src 'none'", html.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_RFC_6238(long seconds, string code) =>
        Assert.Equal(code, OneTimeCode.At(
            "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", DateTimeOffset.FromUnixTimeSeconds(seconds)));

    [Fact]
    public async Task The_authenticator_shows_a_code_for_each_demo_sign_in()
    {
        var page = await TextAsync(await _browser.GetAsync("/authenticator"));

        var staff = CreateDemoSignIns.People.Where(person => person.AuthenticatorKey is not null).ToList();
        Assert.Equal(staff.Count, page.Split("class=\"code\"").Length - 1);
        Assert.All(staff, person => Assert.Contains(person.Email, page, StringComparison.Ordinal));
    }

    protected override void Dispose(bool disposing)
    {
        _browser.Dispose();
        base.Dispose(disposing);
    }

    private static Dictionary<string, string> Card(string number) => new()
    {
        ["Input.Method"] = "card",
        ["Input.Number"] = number,
        ["Input.Expiry"] = "12 / 30",
        ["Input.Cvc"] = "123",
    };

    private static async Task<string> TextAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<string> OpenAsync(string more = "")
    {
        var session = await Stripe.MakeAsync("checkout/sessions", Forms.Session + more);
        return new Uri((string)session["url"]!).AbsolutePath;
    }

    private async Task<HttpResponseMessage> PostAsync(string path, Dictionary<string, string> form)
    {
        using var content = new FormUrlEncodedContent(form);
        return await _browser.PostAsync(path, content);
    }
}
