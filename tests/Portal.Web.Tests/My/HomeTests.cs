using AngleSharp.Dom;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Approvals;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Web.Tests.My;

public sealed class HomeTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Fact]
    public async Task Home_says_what_is_owed_and_by_when()
    {
        var browser = await site.ResidentAsync(await site.City.AccountOwingAsync(80.00m));

        var home = await browser.GoAsync("/my");

        Assert.Contains("$80.00 due Mon, Dec 7, 2026", home.Text, StringComparison.Ordinal);
        Assert.Contains("Pay $80.00", home.Text, StringComparison.Ordinal);
        Assert.Contains("Autopay is off.", home.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_paid_account_says_so_and_offers_no_payment()
    {
        var account = await site.City.AccountOwingAsync(80.00m);
        await site.City.PayAsync(account, new Usd(80_00));
        var browser = await site.ResidentAsync(account);

        var home = await browser.GoAsync("/my");

        Assert.Contains("Paid: nothing is due", home.Text, StringComparison.Ordinal);
        Assert.Contains("Your last payment was $80.00", home.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Pay $", home.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_credit_is_called_one()
    {
        var account = await site.City.AccountOwingAsync(80.00m);
        await site.City.PayAsync(account, new Usd(92_50));
        var browser = await site.ResidentAsync(account);

        var text = (await browser.GoAsync("/my")).Text;
        Assert.Contains("$12.50 credit", text, StringComparison.Ordinal);
        Assert.DoesNotContain("−$12.50", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Money_on_its_way_is_shown_as_such_and_cannot_be_paid_again()
    {
        var account = await site.City.AccountOwingAsync(80.00m);
        var browser = await site.ResidentAsync(account);
        await PayingSite.PressPayAsync(browser);
        var attempt = await site.OpenAttemptAsync(account);
        site.Sandbox.Stripe.PayByBank(attempt.SessionId!);
        await browser.GoAsync($"/my/pay/return/{attempt.Id}");

        var home = await browser.GoAsync("/my");

        Assert.Contains("$80.00 on its way from your bank, expected by Fri, Nov 20, 2026", home.Text,
            StringComparison.Ordinal);
        Assert.DoesNotContain("Pay $", home.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payment_left_open_in_another_tab_is_told()
    {
        var account = await site.City.AccountOwingAsync(80.00m);
        var browser = await site.ResidentAsync(account);
        await PayingSite.PressPayAsync(browser);

        var home = await browser.GoAsync("/my");

        Assert.Contains("You started to pay $80.00", home.Text, StringComparison.Ordinal);
        Assert.Contains("Nothing has been charged", home.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_account_home_explains_how_to_link_one()
    {
        var browser = await site.ResidentAsync();

        var home = await browser.GoAsync("/my");

        Assert.Contains("No account is linked to you yet", home.Text, StringComparison.Ordinal);
        Assert.NotNull(home.Document.QuerySelector("main a[href='/my/link']"));
    }

    [Fact]
    public async Task Home_speaks_Spanish()
    {
        var user = await site.UserAsync(await site.City.AccountOwingAsync(80.00m));
        var browser = await site.SignInAsync(user, "es");

        var home = await browser.GoAsync("/my");

        Assert.Contains("vence el lun, 7 de dic de 2026", home.Text, StringComparison.Ordinal);
        Assert.Equal("es", home.Document.DocumentElement.GetAttribute("lang"));
    }

    [Fact]
    public async Task A_closed_account_says_when_it_ended_and_is_offered_no_budget()
    {
        var account = await site.City.AccountOwingAsync(80.00m);
        await site.City.ReadAsync(db => db.CustomerAccounts.Where(a => a.Id == account.Id)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.ClosedOn, new DateOnly(2026, 11, 10))));
        var browser = await site.ResidentAsync(account);

        var home = await browser.GoAsync("/my");

        Assert.Contains("Service ended on Tue, Nov 10, 2026.", home.Text, StringComparison.Ordinal);
        Assert.Null(home.Document.QuerySelector($"main a[href='/my/budget/{account.Id}']"));
    }

    [Fact]
    public async Task A_canceled_bill_is_called_one()
    {
        var account = await site.City.AccountOwingAsync(80.00m);
        var bill = await site.City.ReadAsync(db => db.Bills.SingleAsync(b => b.CustomerAccountId == account.Id));
        City.Done(await site.City.AskAsync<CancelBill, Outcome<Posted>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), bill.Id, "meter_error", "Meter read backwards", new Usd(80_00),
                new Actor("staff:00000000-0000-0000-0000-00000000000a")),
            default)));
        var browser = await site.ResidentAsync(account);

        var happened = (await browser.GoAsync("/my")).Document.QuerySelectorAll(".timeline li").Select(l => l.Text());

        Assert.Contains(happened, line => line.Contains("New bill, total", StringComparison.Ordinal)
            && line.Contains("Canceled", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Home_asks_the_database_five_times_however_many_accounts(int accounts)
    {
        var own = await Task.WhenAll(Enumerable.Range(0, accounts).Select(_ => site.City.AccountOwingAsync(80.00m)));
        var browser = await site.ResidentAsync(own);

        await site.AssertCommandsAsync(5, () => browser.GoAsync("/my"));
    }
}
