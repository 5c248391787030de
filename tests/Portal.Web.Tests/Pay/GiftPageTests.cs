using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Web.Tests.Pay;

/// <summary>A gift is offered where the city takes any, shown before paying, and thanked for.</summary>
public sealed class GiftPageTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Fact]
    public async Task A_resident_rounds_up_and_reads_of_it_at_every_step()
    {
        await AllowAsync();
        var account = await site.City.AccountOwingAsync(112.52m);
        var browser = await site.ResidentAsync(account);
        var amount = await browser.GoAsync("/my/pay");
        Assert.Contains("Give to the Relief fund?", amount.Text, StringComparison.Ordinal);

        var check = await browser.SubmitAsync(amount, "Continue", ("Gift.How", "round"));
        Assert.Contains("$0.48", check.Text, StringComparison.Ordinal);
        var changing = await browser.GoAsync(
            check.Document.QuerySelector("main a[href^='/my/pay?order=']")!.GetAttribute("href")!);
        Assert.NotNull(changing.Document.QuerySelector("[name='Gift.How'][value='round'][checked]"));
        await browser.SubmitAsync(check, "Pay $113.00");

        var attempt = await site.OpenAttemptAsync(account);
        Assert.Equal((new Usd(113_00), new Usd(48)), (attempt.Amount, attempt.Gift));
        site.Sandbox.Stripe.PayByCard(attempt.SessionId!);
        var paid = await browser.GoAsync($"/my/pay/return/{attempt.Id}");
        Assert.Contains("We received $113.00", paid.Text, StringComparison.Ordinal);
        Assert.Contains("you also gave $0.48 to the relief fund", paid.Text, StringComparison.Ordinal);
        Assert.Equal(Usd.Zero, await site.City.BalanceAsync(account));
        var office = await site.TechnicianAsync();
        Assert.Contains("$0.48", (await office.GoAsync("/office/ledger/relief")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rubbish")]
    [InlineData("-5.00")]
    [InlineData("999999.00")]
    public async Task A_gift_that_is_no_amount_is_said_at_its_field(string typed)
    {
        await AllowAsync();
        var account = await site.City.AccountOwingAsync(112.52m);
        var browser = await site.ResidentAsync(account);

        var page = await browser.SubmitAsync(
            await browser.GoAsync("/my/pay"), "Continue", ("Gift.How", "other"), ("Gift.Other", typed));

        Assert.Equal("/my/pay", page.Path);
        Assert.NotNull(page.Document.QuerySelector(".field--wrong [name='Gift.Other']"));
        Assert.Equal(0, await site.AttemptsAsync(account));
    }

    private async Task AllowAsync()
    {
        var drafted = await site.City.AskAsync<DraftMoneyRule, Outcome<MoneyRule>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), MoneyRuleKind.ReliefFund, site.City.Today,
                """{"en": "Relief fund", "es": "Fondo de ayuda"}""", Actor.Staff(Guid.Empty)),
            default));
        if (drafted is Outcome<MoneyRule>.Done(var rule))
        {
            City.Done(await site.City.AskAsync<ReleaseMoneyRule, Outcome<MoneyRuleRelease>>(
                act => act.RunAsync(new(rule.Id, Actor.Staff(Guid.NewGuid())), default)));
        }
    }
}
