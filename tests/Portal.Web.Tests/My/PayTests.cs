using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Sandbox.Faults;

namespace Portal.Web.Tests.My;

/// <summary>Amount, check, the processor's page, and what the return page then says.</summary>
public sealed class PayTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Fact]
    public async Task A_card_pays_the_bill_and_the_return_page_is_the_receipt()
    {
        var account = await site.City.AccountOwingAsync(84.10m);
        var browser = await site.ResidentAsync(account);

        var checkout = await PayingSite.PressPayAsync(browser);
        var attempt = await site.OpenAttemptAsync(account);
        Assert.Equal(attempt.SessionUrl, checkout.Address);
        site.Sandbox.Stripe.PayByCard(attempt.SessionId!);
        var page = await browser.GoAsync($"/my/pay/return/{attempt.Id}");

        var payment = await site.City.ReadAsync(db => db.Payments.SingleAsync(p => p.AttemptId == attempt.Id));
        Assert.Contains("We received $84.10. Thank you.", page.Text, StringComparison.Ordinal);
        Assert.Contains(payment.Reference, page.Text, StringComparison.Ordinal);
        Assert.Contains("Visa ••4242", page.Text, StringComparison.Ordinal);
        Assert.Contains("Total paid $84.10", page.Text, StringComparison.Ordinal);
        Assert.Contains("The account owes nothing today.", page.Text, StringComparison.Ordinal);
        Assert.Equal(Usd.Zero, await site.City.BalanceAsync(account));

        var receipt = await browser.GoAsync($"/my/payments/{payment.Id}");
        Assert.Contains(payment.Reference, receipt.Text, StringComparison.Ordinal);
        Assert.Contains(payment.Reference, (await browser.GoAsync("/my/payments")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_accounts_are_paid_at_once_each_with_its_own_amount()
    {
        var (first, second) = (await site.City.AccountOwingAsync(84.10m), await site.City.AccountOwingAsync(50.00m));
        var browser = await site.ResidentAsync(first, second);

        await PayingSite.PressPayAsync(browser, ("Input[1].How", "other"), ("Input[1].Other", "$20"));
        var attempt = await site.OpenAttemptAsync(first);
        site.Sandbox.Stripe.PayByCard(attempt.SessionId!);
        var page = await browser.GoAsync($"/my/pay/return/{attempt.Id}");

        Assert.Contains("We received $104.10.", page.Text, StringComparison.Ordinal);
        Assert.Equal(2, page.Document.QuerySelectorAll(".receipt").Length);
        Assert.Equal(Usd.Zero, await site.City.BalanceAsync(first));
        Assert.Equal(new Usd(30_00), await site.City.BalanceAsync(second));
    }

    [Theory]
    [InlineData("1,50")]
    [InlineData("0.001")]
    [InlineData("-5")]
    [InlineData("1000000000")]
    [InlineData("٨٤")]
    [InlineData("")]
    public async Task What_is_no_amount_is_told_at_the_field_and_kept(string typed)
    {
        var browser = await site.ResidentAsync(await site.City.AccountOwingAsync(84.10m));

        var page = await browser.SubmitAsync(
            await browser.GoAsync("/my/pay"), "Continue", ("Input[0].How", "other"), ("Input[0].Other", typed));

        var field = page.Document.QuerySelector("#Input_0__Other")!;
        Assert.StartsWith("Error: ", page.Document.Title, StringComparison.Ordinal);
        Assert.Equal("true", field.GetAttribute("aria-invalid"));
        Assert.Equal(typed, field.GetAttribute("value") ?? "");
        Assert.NotNull(page.Document.QuerySelector("[name='Input[0].How'][value=other][checked]"));
        Assert.NotNull(page.Document.QuerySelector(".error-summary a[href='#Input_0__Other']"));
    }

    [Fact]
    public async Task All_and_another_amount_at_once_is_not_guessed_at()
    {
        var browser = await site.ResidentAsync(await site.City.AccountOwingAsync(84.10m));

        var page = await browser.SubmitAsync(await browser.GoAsync("/my/pay"), "Continue", ("Input[0].Other", "20.00"));

        Assert.Contains("Choose one of the two.", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_field_for_another_amount_follows_its_question_and_is_closed_until_chosen()
    {
        var browser = await site.ResidentAsync(await site.City.AccountOwingAsync(84.10m));

        var page = await browser.GoAsync("/my/pay");

        // The theme closes what stands behind the question while "all" is chosen.
        Assert.NotNull(page.Document.QuerySelector(
            ".field:has(input[value=full]:checked) + .other-amount #Input_0__Other"));
    }

    [Fact]
    public async Task The_amount_can_be_changed_from_the_check_and_is_still_there()
    {
        var browser = await site.ResidentAsync(await site.City.AccountOwingAsync(84.10m));
        var check = await browser.SubmitAsync(
            await browser.GoAsync("/my/pay"), "Continue", ("Input[0].How", "other"), ("Input[0].Other", "20.00"));

        var page = await browser.GoAsync(check.Document.QuerySelector(".answers a")!.GetAttribute("href")!);

        Assert.Contains("$64.10 is left to pay after this.", check.Text, StringComparison.Ordinal);
        Assert.Equal("20.00", page.Document.QuerySelector("#Input_0__Other")!.GetAttribute("value"));
    }

    [Theory]
    [InlineData("/my/pay/check")]
    [InlineData("/my/pay/check?order=made-up")]
    public async Task The_check_without_an_amount_leads_to_the_start(string address)
    {
        var browser = await site.ResidentAsync(await site.City.AccountOwingAsync(84.10m));

        Assert.Equal("/my/pay", (await browser.GoAsync(address)).Path);
        var form = (await browser.GoAsync("/my/pay")).Document.Forms["amount"]!;
        var posted = await browser.SendFormAsync(await browser.GoAsync("/my/pay"), form, address);
        Assert.Equal("/my/pay", posted.Path);
    }

    [Fact]
    public async Task Pressing_Pay_eight_times_makes_one_attempt()
    {
        var account = await site.City.AccountOwingAsync(84.10m);
        var browser = await site.ResidentAsync(account);
        var check = await browser.SubmitAsync(await browser.GoAsync("/my/pay"), "Continue");

        var pressed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => browser.SubmitAsync(check, "Pay $84.10")));

        Assert.Equal(1, await site.AttemptsAsync(account));
        Assert.Contains(pressed, p => p.Status == HttpStatusCode.Redirect);
        var attempt = await site.OpenAttemptAsync(account);
        site.Sandbox.Stripe.PayByCard(attempt.SessionId!);
        await browser.GoAsync($"/my/pay/return/{attempt.Id}");
        Assert.Equal(1, site.Sandbox.Stripe.ChargesOf(attempt.Id));
    }

    [Fact]
    public async Task Two_tabs_share_one_checkout_and_another_amount_replaces_it()
    {
        var account = await site.City.AccountOwingAsync(84.10m);
        var user = await site.UserAsync(account);
        var (phone, laptop) = (await site.SignInAsync(user), await site.SignInAsync(user));

        var first = await PayingSite.PressPayAsync(phone);
        var told = await laptop.GoAsync("/my/pay");
        var same = await PayingSite.PressPayAsync(laptop);
        var other = await PayingSite.PressPayAsync(laptop, ("Input[0].How", "other"), ("Input[0].Other", "20.00"));

        Assert.Contains("You started to pay $84.10", told.Text, StringComparison.Ordinal);
        Assert.Equal(first.Address, same.Address);
        Assert.NotEqual(first.Address, other.Address);
        Assert.Equal(new Usd(20_00), (await site.OpenAttemptAsync(account)).Amount);
    }

    [Fact]
    public async Task A_bank_debit_is_in_progress_until_it_settles()
    {
        var account = await site.City.AccountOwingAsync(84.10m);
        var browser = await site.ResidentAsync(account);
        await PayingSite.PressPayAsync(browser);
        var attempt = await site.OpenAttemptAsync(account);
        site.Sandbox.Stripe.PayByBank(attempt.SessionId!);

        var page = await browser.GoAsync($"/my/pay/return/{attempt.Id}");

        Assert.Contains("Payment in progress", page.Text, StringComparison.Ordinal);
        Assert.Contains("We expect the money by Fri, Nov 20, 2026", page.Text, StringComparison.Ordinal);
        Assert.Equal(new Usd(84_10), await site.City.BalanceAsync(account));
        Assert.Contains("is on its way from your bank", (await browser.GoAsync("/my/payments")).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Turning_back_says_that_nothing_was_charged_and_offers_to_go_on()
    {
        var account = await site.City.AccountOwingAsync(84.10m);
        var browser = await site.ResidentAsync(account);
        var checkout = await PayingSite.PressPayAsync(browser);
        var attempt = await site.OpenAttemptAsync(account);

        var page = await browser.GoAsync($"/my/pay/return/{attempt.Id}");

        Assert.Contains("Nothing has been charged", page.Text, StringComparison.Ordinal);
        Assert.NotNull(page.Document.QuerySelector($"main a[href='{checkout.Address}']"));
    }

    [Fact]
    public async Task Without_an_answer_of_the_processor_the_page_finds_out_by_itself()
    {
        var account = await site.City.AccountOwingAsync(84.10m);
        var browser = await site.ResidentAsync(account);
        site.Sandbox.Stripe.FailNext(FaultKind.Unavailable, "POST /v1/checkout/sessions", times: 50);

        var page = await PayingSite.PressPayAsync(browser);
        site.Sandbox.Stripe.Faults.Clear();
        var again = await browser.GoAsync(page.Address);

        Assert.Contains("We do not know yet whether it went through", page.Text, StringComparison.Ordinal);
        Assert.NotNull(page.Document.QuerySelector("meta[http-equiv=refresh]"));
        Assert.Contains("Nothing has been charged", again.Text, StringComparison.Ordinal);
        Assert.Null(again.Document.QuerySelector("meta[http-equiv=refresh]"));
        Assert.Equal(1, await site.AttemptsAsync(account));
    }

    [Fact]
    public async Task A_balance_that_changed_meanwhile_is_shown_before_anything_is_paid()
    {
        var account = await site.City.AccountOwingAsync(84.10m);
        var browser = await site.ResidentAsync(account);
        var check = await browser.SubmitAsync(await browser.GoAsync("/my/pay"), "Continue");
        await site.City.PayAsync(account, new Usd(50_00));

        var page = await browser.SubmitAsync(check, "Pay $84.10");

        Assert.Contains("is now $34.10", page.Text, StringComparison.Ordinal);
        Assert.Equal(0, await site.AttemptsAsync(account));
    }
}
