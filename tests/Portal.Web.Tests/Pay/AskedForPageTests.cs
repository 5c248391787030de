using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Requests;
using Portal.Core.Requests.Disputes;
using Portal.Testing;

namespace Portal.Web.Tests.Pay;

/// <summary>The pay pages offer what is asked for now first, and say what of what is owed is not.</summary>
public sealed class AskedForPageTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Fact]
    public async Task What_is_arranged_is_not_asked_for_and_all_may_be_paid()
    {
        await site.City.AllowAsync();
        var account = await site.City.AccountOwingAsync(300.00m);
        City.Done(await site.City.ArrangeAsync(account, months: 3));
        var bill = await site.City.BillAsync(account, new Usd(60_00));
        var browser = await site.ResidentAsync(account);

        Assert.Contains("Pay $60.00", (await browser.GoAsync("/my")).Text, StringComparison.Ordinal);
        var read = await browser.GoAsync($"/my/bills/{bill.Id}");
        Assert.Contains("You owe $360.00 in all.", read.Text, StringComparison.Ordinal);
        Assert.Contains("Pay $60.00", read.Text, StringComparison.Ordinal);
        var amount = await browser.GoAsync("/my/pay");
        foreach (var part in new[]
        {
            "You owe $360.00 in all.", "$300.00 of it is under your payment agreement", "is $100.00 on",
            "Asked for now: $60.00.",
        })
        {
            Assert.Contains(part, amount.Text, StringComparison.Ordinal);
        }

        Assert.NotNull(amount.Document.QuerySelector("[name='Input[0].How'][value=asked][checked]"));
        Assert.Contains("Pay $60.00", (await browser.SubmitAsync(amount, "Continue")).Text, StringComparison.Ordinal);
        var all = await browser.SubmitAsync(amount, "Continue", ("Input[0].How", "full"));
        Assert.Contains("Pay $360.00", all.Text, StringComparison.Ordinal);
        var spanish = await site.SignInAsync(await site.UserAsync(account), "es");
        Assert.Contains("Se cobra ahora: $60.00.", (await spanish.GoAsync("/my/pay")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guest_is_asked_for_the_same()
    {
        await site.City.AllowAsync();
        var account = await site.City.AccountOwingAsync(300.00m);
        City.Done(await site.City.ArrangeAsync(account, months: 3));
        var browser = site.Browser();

        var amount = await browser.SubmitAsync(
            await browser.GoAsync("/pay"), "Continue",
            ("Account number", account.Number), ("PIN or ZIP code", account.Pin));

        Assert.Contains("Nothing is asked for now.", amount.Text, StringComparison.Ordinal);
        Assert.Contains("The next payment you agreed to: $100.00, due", amount.Text, StringComparison.Ordinal);
        Assert.Contains("Pay $100.00", (await browser.SubmitAsync(amount, "Continue")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_disputed_is_not_asked_for()
    {
        var account = await site.City.AccountOwingAsync(60.00m);
        var user = await site.UserAsync(account);
        var bill = await site.City.ReadAsync(async db => await Task.FromResult(
            db.Bills.Single(b => b.CustomerAccountId == account.Id).Id));
        City.Done(await site.City.AskAsync<OpenDispute, Outcome<CustomerRequest>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), user.Id, bill, [1], "I was away.", []), default)));
        var browser = await site.SignInAsync(user);

        var amount = await browser.GoAsync("/my/pay");
        Assert.Contains("$30.00 of it is in dispute.", amount.Text, StringComparison.Ordinal);
        Assert.Contains("Pay $30.00", (await browser.SubmitAsync(amount, "Continue")).Text, StringComparison.Ordinal);
    }
}
