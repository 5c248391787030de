using System.Net;
using Portal.Core.Accounts;
using Portal.Core.Money;
using Portal.Core.Payments;

namespace Portal.Web.Tests.Pay;

/// <summary>Paying without signing in.</summary>
public sealed class GuestTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Fact]
    public async Task A_guest_pays_with_the_number_and_pin_of_the_bill()
    {
        var account = await site.City.AccountOwingAsync(84.10m);
        var browser = site.Browser();

        var amount = await FindAsync(browser, Grouped(account.Number), account.Pin);
        var check = await browser.SubmitAsync(amount, "Continue", ("Email", "guest@example.com"));
        var checkout = await browser.SubmitAsync(check, "Pay $84.10");
        var attempt = await site.OpenAttemptAsync(account);
        site.Sandbox.Stripe.PayByCard(attempt.SessionId!);
        var page = await browser.GoAsync($"/pay/return?session={attempt.SessionId}");

        Assert.Equal(attempt.SessionUrl, checkout.Address);
        Assert.Contains("We received $84.10.", page.Text, StringComparison.Ordinal);
        Assert.Contains("guest@example.com", page.Text, StringComparison.Ordinal);
        Assert.Equal(Usd.Zero, await site.City.BalanceAsync(account));
        AssertNothingPersonal(page, account);
        Assert.DoesNotContain("What it paid for", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guest_sees_the_amount_due_and_a_masked_name_only()
    {
        var account = await site.City.AccountOwingAsync(84.10m);
        var browser = site.Browser();

        var amount = await FindAsync(browser, account.Number, "98001");

        Assert.Contains("$84.10", amount.Text, StringComparison.Ordinal);
        Assert.Contains("R••• D•••••", amount.Text, StringComparison.Ordinal);
        AssertNothingPersonal(amount, account);
        AssertNothingPersonal(await browser.SubmitAsync(amount, "Continue"), account);
    }

    [Fact]
    public async Task A_wrong_number_and_a_wrong_pin_are_answered_alike()
    {
        var account = await site.City.AccountOwingAsync(84.10m);

        var wrongPin = await FindAsync(site.Browser(), account.Number, "999999");
        var wrongNumber = await FindAsync(site.Browser(), "9999999999", account.Pin);

        Assert.Equal(wrongPin.Status, wrongNumber.Status);
        Assert.Equal(wrongPin.Text, wrongNumber.Text);
        Assert.Contains("We could not find an account", wrongPin.Text, StringComparison.Ordinal);
        Assert.StartsWith("Error: ", wrongPin.Document.Title, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pins_of_one_account_cannot_be_tried_on_and_on_even_from_many_addresses()
    {
        var account = await site.City.AccountOwingAsync(84.10m);
        SitePage page = null!;
        for (var tries = 0; tries < 11; tries++)
        {
            page = await FindAsync(site.Browser(), account.Number, $"{900000 + tries}");
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, page.Status);
        Assert.True(page.RetryAfter > TimeSpan.Zero);
        var right = await FindAsync(site.Browser(), account.Number, account.Pin);
        Assert.Equal(HttpStatusCode.TooManyRequests, right.Status);
    }

    [Fact]
    public async Task Account_numbers_cannot_be_tried_on_and_on_from_one_address()
    {
        var browser = site.Browser();
        SitePage page = null!;
        for (var tries = 0; tries < 31; tries++)
        {
            page = await FindAsync(browser, $"{8000000000L + tries}", "111111");
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, page.Status);
    }

    [Fact]
    public async Task The_qr_code_of_a_bill_fills_in_the_number()
    {
        var page = await site.Browser().GoAsync("/pay?account=400-822-4653");

        Assert.Equal("4008224653", page.Document.QuerySelector("#Input_AccountNumber")!.GetAttribute("value"));
        Assert.Null(page.Document.QuerySelector("#Input_Proof")!.GetAttribute("value"));
    }

    [Theory]
    [InlineData("/pay/amount")]
    [InlineData("/pay/amount?proof=made-up")]
    [InlineData("/pay/check")]
    [InlineData("/pay/check?order=made-up")]
    public async Task A_step_without_the_one_before_leads_to_the_start(string address) =>
        Assert.Equal("/pay", (await site.Browser().GoAsync(address)).Path);

    [Theory]
    [InlineData("/pay/return")]
    [InlineData("/pay/return?session=cs_test_guessed")]
    public async Task A_guessed_session_finds_nothing(string address) =>
        Assert.Equal(HttpStatusCode.NotFound, (await site.Browser().GoAsync(address)).Status);

    [Fact]
    public async Task The_return_of_a_resident_is_not_open_to_whoever_knows_the_session()
    {
        var account = await site.City.AccountOwingAsync(84.10m);
        await PayingSite.PressPayAsync(await site.ResidentAsync(account));
        var attempt = await site.OpenAttemptAsync(account);

        Assert.Equal(HttpStatusCode.NotFound,
            (await site.Browser().GoAsync($"/pay/return?session={attempt.SessionId}")).Status);
    }

    [Theory]
    [InlineData("Rosa Delgado", "R••• D•••••")]
    [InlineData("王秀英", "王••")]
    [InlineData("Ng", "N•")]
    [InlineData("O", "O•")]
    [InlineData("  José   Ñáñez ", "J••• Ñ••••")]
    public void A_name_is_masked_in_any_script(string name, string masked) =>
        Assert.Equal(masked, FindAccountToPay.MaskName(name));

    private static async Task<SitePage> FindAsync(SiteBrowser browser, string number, string proof) =>
        await browser.SubmitAsync(await browser.GoAsync("/pay"), "Continue",
            ("Account number", number), ("PIN or ZIP code", proof));

    private static string Grouped(string number) => $" {number[..3]}-{number[3..6]} {number[6..]} ";

    private static void AssertNothingPersonal(SitePage page, CustomerAccount account)
    {
        Assert.DoesNotContain("Rosa", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Delgado", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Alder St", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(account.Number, page.Body, StringComparison.Ordinal);
    }
}
