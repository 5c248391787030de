using System.Net;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Wallet;

namespace Portal.Web.Tests.My;

/// <summary>A resident keeps a card, turns on autopay, reads what it does, stops it, schedules.</summary>
public sealed class AutopayPageTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Fact]
    public async Task From_no_card_to_autopay_and_out_again()
    {
        var account = await site.City.AccountOwingAsync(84.10m);
        var browser = await site.ResidentAsync(account);
        Assert.Contains("Autopay is off. Turn on", (await browser.GoAsync("/my")).Text, StringComparison.Ordinal);
        var terms = await browser.GoAsync($"/my/autopay/{account.Id}/terms");
        var back = await AddCardAsync(browser, terms);
        Assert.Equal($"/my/autopay/{account.Id}/terms", back.Path);

        var agree = await browser.SubmitAsync(back, "Continue");
        Assert.Contains("$84.10 will be taken on", agree.Text, StringComparison.Ordinal);
        var unagreed = await browser.SubmitAsync(agree, "Agree and turn on", ("Input.Agree", "false"));
        Assert.Contains("Check the box to agree", unagreed.Text, StringComparison.Ordinal);
        Assert.Equal(0, await EnrollmentsAsync(account));
        var on = await browser.SubmitAsync(agree, "Agree and turn on", ("Input.Agree", "true"));

        Assert.Contains(
            "Your next draft: $84.10 on Dec 7, 2026 will be taken from Visa ••4242.", on.Text,
            StringComparison.Ordinal);
        Assert.Contains("Your next draft: $84.10 on Dec 7, 2026 will be taken", (await browser.GoAsync("/my")).Text,
            StringComparison.Ordinal);
        Assert.Contains(
            "$84.10 on Dec 7, 2026 by autopay", (await browser.GoAsync("/my/payments")).Text, StringComparison.Ordinal);
        var stopped = await browser.SubmitAsync(on, "Do not take this payment");
        Assert.Contains("will not be taken, because you stopped it", stopped.Text, StringComparison.Ordinal);
        var left = await browser.SubmitAsync(stopped, "Turn off");
        Assert.Contains("Autopay is off", left.Text, StringComparison.Ordinal);
        Assert.Equal(1, await site.City.ReadAsync(db => db.AutopayEnrollments.CountAsync(
            e => e.CustomerAccountId == account.Id && e.State == AutopayState.Ended)));
    }

    [Fact]
    public async Task Others_of_the_account_see_that_it_is_on_and_not_whose_card()
    {
        var account = await site.City.AccountOwingAsync(84.10m);
        var payer = await site.ResidentAsync(account);
        await EnrollAsync(payer, account);
        var other = await site.ResidentAsync(account);

        var page = await other.GoAsync($"/my/autopay/{account.Id}");

        Assert.Contains(
            "Another person linked to this account pays it by autopay", page.Text, StringComparison.Ordinal);
        Assert.Contains("$84.10 on Dec 7, 2026 will be taken", page.Text, StringComparison.Ordinal);
        foreach (var address in new[] { $"/my/autopay/{account.Id}", "/my", "/my/payments", "/my/methods" })
        {
            Assert.DoesNotContain("4242", (await other.GoAsync(address)).Body, StringComparison.Ordinal);
        }

        Assert.Contains("Somebody else has turned on autopay",
            (await other.GoAsync($"/my/autopay/{account.Id}/terms")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payment_is_scheduled_changed_and_canceled()
    {
        var account = await site.City.AccountOwingAsync(84.10m);
        var browser = await site.ResidentAsync(account);
        var back = await AddCardAsync(browser, await browser.GoAsync($"/my/schedule?account={account.Id}"));
        Assert.Equal("/my/schedule", back.Path);

        var holiday = await browser.SubmitAsync(back, "Continue", ("Input.On", "2026-11-26"));
        Assert.Contains("Banks are closed on that day. Choose Wed, Nov 25, 2026 or Fri, Nov 27, 2026.", holiday.Text,
            StringComparison.Ordinal);
        var check = await browser.SubmitAsync(back, "Continue", ("Input.On", "2026-12-04"), ("Input.Amount", "50.00"));
        Assert.Contains("I authorize one payment of up to $50.00", check.Text, StringComparison.Ordinal);
        var shown = await browser.SubmitAsync(check, "Schedule $50.00", ("Input.Agree", "true"));
        Assert.Contains("To come", shown.Text, StringComparison.Ordinal);
        var changed = await browser.SubmitAsync(
            shown, "Save the change", ("Input.Amount", "40.00"), ("Input.Agree", "true"));
        Assert.Contains("Your payment is changed.", changed.Text, StringComparison.Ordinal);
        var canceled = await browser.SubmitAsync(changed, "Cancel this payment");

        Assert.Contains("Nothing will be taken", canceled.Text, StringComparison.Ordinal);
        Assert.Equal(1, await site.City.ReadAsync(db => db.Drafts.CountAsync(
            d => d.CustomerAccountId == account.Id && d.State == DraftState.Canceled)));
    }

    [Theory]
    [InlineData("Input.Amount", "-5")]
    [InlineData("Input.Amount", "twelve")]
    [InlineData("Input.Amount", "99999999999")]
    [InlineData("Input.On", "yesterday")]
    [InlineData("Input.On", "9999-99-99")]
    [InlineData("Input.Method", "nonsense")]
    public async Task Rubbish_gets_a_sentence_and_schedules_nothing(string field, string rubbish)
    {
        var account = await site.City.AccountOwingAsync(84.10m);
        var browser = await site.ResidentAsync(account);
        var form = await AddCardAsync(browser, await browser.GoAsync($"/my/schedule?account={account.Id}"));

        var page = await browser.SubmitAsync(form, "Continue", (field, rubbish));

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("There is a problem", page.Text, StringComparison.Ordinal);
        Assert.Equal(0, await site.City.ReadAsync(db => db.Drafts.CountAsync(d => d.CustomerAccountId == account.Id)));
    }

    [Theory]
    [InlineData("Input.DaysBefore", "11", "DaysBefore")]
    [InlineData("Input.DaysBefore", "soon", "DaysBefore")]
    [InlineData("Input.DayOfMonth", "31", "DayOfMonth")]
    [InlineData("Input.Cap", "0.10", "DueDate")]
    [InlineData("Input.Cap", "much", "DueDate")]
    public async Task Terms_that_cannot_be_kept_get_a_sentence(string field, string rubbish, string rule)
    {
        var account = await site.City.AccountOwingAsync(84.10m);
        var browser = await site.ResidentAsync(account);
        var form = await AddCardAsync(browser, await browser.GoAsync($"/my/autopay/{account.Id}/terms"));

        var page = await browser.SubmitAsync(form, "Continue", (field, rubbish), ("Input.Rule", rule));

        Assert.Contains("There is a problem", page.Text, StringComparison.Ordinal);
        Assert.Equal(0, await EnrollmentsAsync(account));
    }

    [Fact]
    public async Task A_card_is_replaced_and_a_spare_one_removed()
    {
        var account = await site.City.AccountOwingAsync(84.10m);
        var browser = await site.ResidentAsync(account);
        await EnrollAsync(browser, account);
        var methods = await browser.GoAsync("/my/methods");
        Assert.Contains("Autopay uses it.", methods.Text, StringComparison.Ordinal);

        var replaced = await VisitAsync(browser, methods, "Replace", "5555555555554444");
        var added = await VisitAsync(browser, replaced, "Add a card or bank account", "378282246310005");

        Assert.Contains("Mastercard ••4444", replaced.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("4242", replaced.Body, StringComparison.Ordinal);
        var removed = await browser.SubmitAsync(added, "Remove");
        Assert.DoesNotContain("American Express", removed.Text, StringComparison.Ordinal);
        Assert.Contains("will be taken from Mastercard ••4444",
            (await browser.GoAsync($"/my/autopay/{account.Id}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_office_sees_the_draft_and_ends_autopay_with_a_reason()
    {
        var account = await site.City.AccountOwingAsync(84.10m);
        await EnrollAsync(await site.ResidentAsync(account), account);
        var terry = await site.TechnicianAsync();
        var why = await terry.GoAsync($"/office/accounts/{account.Id}");
        await terry.SendFormAsync(
            why, (IHtmlFormElement)why.Document.QuerySelector("main form[method=post]")!, null,
            ("Input.Chosen", "call"), ("Input.Words", ""));
        var page = await terry.GoAsync($"/office/accounts/{account.Id}/autopay");
        Assert.Contains("Visa ••4242", page.Text, StringComparison.Ordinal);
        Assert.Contains("Cards and bank accounts it goes by", page.Text, StringComparison.Ordinal);
        Assert.Contains("Saved", page.Document.QuerySelector("[aria-labelledby=methods]")!.TextContent,
            StringComparison.Ordinal);

        var unsaid = await terry.SubmitAsync(page, "End autopay");
        Assert.Equal(1, await EnrollmentsAsync(account));
        var ended = await terry.SubmitAsync(unsaid, "End autopay", ("Note", "Asked by phone"));

        Assert.Contains("Autopay is off", ended.Text, StringComparison.Ordinal);
        Assert.Equal(0, await EnrollmentsAsync(account));
    }

    private Task<int> EnrollmentsAsync(CustomerAccount account) => site.City.ReadAsync(db => db.AutopayEnrollments
        .CountAsync(e => e.CustomerAccountId == account.Id && e.State != AutopayState.Ended));

    private async Task EnrollAsync(SiteBrowser browser, CustomerAccount account)
    {
        var terms = await AddCardAsync(browser, await browser.GoAsync($"/my/autopay/{account.Id}/terms"));
        var agree = await browser.SubmitAsync(terms, "Continue");
        await browser.SubmitAsync(agree, "Agree and turn on", ("Input.Agree", "true"));
        Assert.Equal(1, await EnrollmentsAsync(account));
    }

    private Task<SitePage> AddCardAsync(SiteBrowser browser, SitePage page) =>
        VisitAsync(browser, page, "Add a card or bank account", "4242424242424242");

    /// <summary>To the processor's page and back.</summary>
    private async Task<SitePage> VisitAsync(SiteBrowser browser, SitePage page, string button, string number)
    {
        await browser.SubmitAsync(page, button);
        var setup = await site.City.ReadAsync(db => db.MethodSetups.Where(s => s.State == SetupState.AwaitingPayer)
            .OrderByDescending(s => s.Id).FirstAsync());
        site.Sandbox.Stripe.PayByCard(setup.SessionId!, number);
        return await browser.GoAsync($"/my/methods/return/{setup.Id}");
    }
}
