using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments.Arrangements;
using Portal.Core.People.Consents;
using Portal.Testing;

namespace Portal.Web.Tests.My;

/// <summary>A resident sees what they may agree to, agrees, pays by the schedule, and prints it.</summary>
public sealed class ArrangementPageTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Fact]
    public async Task From_the_choice_to_the_schedule_to_a_payment()
    {
        await site.City.AllowAsync();
        var account = await site.City.AccountOwingAsync(487.31m);
        var browser = await site.ResidentAsync(account);
        Assert.Contains("Need more time to pay?", (await browser.GoAsync("/my")).Text, StringComparison.Ordinal);
        var choice = await browser.GoAsync($"/my/arrangements/{account.Id}");
        Assert.Contains("12 months of $40.61", choice.Text, StringComparison.Ordinal);

        var check = await browser.GoAsync($"/my/arrangements/{account.Id}/check?Kind=Arrangement&Months=12");
        Assert.Equal(13, check.Document.QuerySelectorAll("table tbody tr, table tfoot tr").Length);
        Assert.Contains("$40.60", check.Text, StringComparison.Ordinal);
        Assert.Contains("Autopay does not take these payments on their days", check.Text, StringComparison.Ordinal);
        var unagreed = await browser.SubmitAsync(check, "Agree to pay $487.31", ("Input.Agree", "false"));
        var changed = await browser.SubmitAsync(
            check, "Agree to pay $487.31", ("Input.Agree", "true"), ("Input.Seen", "rubbish"));
        var agreed = await browser.SubmitAsync(unagreed, "Agree to pay $487.31", ("Input.Agree", "true"));

        Assert.Contains("Check the box to agree to the schedule.", unagreed.Text, StringComparison.Ordinal);
        Assert.Contains("Look at the new schedule", changed.Text, StringComparison.Ordinal);
        Assert.Contains("Agreed: your schedule is set", agreed.Text, StringComparison.Ordinal);
        var arrangement = await site.City.ArrangementAsync(account);
        var consent = await site.City.ReadAsync(
            db => db.Set<Consent>().SingleAsync(c => c.Id == arrangement.ConsentId));
        Assert.EndsWith("Agree to pay $487.31 on this schedule", consent.Words, StringComparison.Ordinal);
        var paper = await browser.GoAsync($"/my/arrangements/agreement/{arrangement.Id}");
        Assert.Equal(HttpStatusCode.OK, paper.Status);
        Assert.StartsWith("%PDF", paper.Body, StringComparison.Ordinal);

        var pay = await browser.GoAsync($"/my/pay?account={account.Id}&amount=4061");
        Assert.Contains("The next payment you agreed to: $40.61", pay.Text, StringComparison.Ordinal);
        Assert.NotNull(pay.Document.QuerySelector("[name='Input[0].How'][value=asked][checked]"));
        await site.City.PayAsync(account, new Usd(40_61));
        var standing = await browser.GoAsync($"/my/arrangements/{account.Id}");
        Assert.Contains("Paid so far$40.61", standing.Text, StringComparison.Ordinal);
        Assert.Contains("Autopay does not take these payments on their days", standing.Text, StringComparison.Ordinal);
        Assert.Contains("Your payment agreement", (await browser.GoAsync("/my")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Kind=Arrangement&Months=99", "Choose from 2 to 12 months.")]
    [InlineData("Kind=Arrangement&Months=rubbish", "Choose from 2 to 12 months.")]
    [InlineData("Kind=Extension&PayOn=2001-01-01", "Choose a day from")]
    [InlineData("Kind=rubbish", "Choose a day from")]
    public async Task What_is_not_offered_is_said_and_changes_nothing(string wish, string sentence)
    {
        await site.City.AllowAsync();
        var account = await site.City.AccountOwingAsync(487.31m);
        var browser = await site.ResidentAsync(account);

        var page = await browser.GoAsync($"/my/arrangements/{account.Id}/check?{wish}");

        Assert.Contains(sentence, page.Text, StringComparison.Ordinal);
        Assert.Empty(page.Document.QuerySelectorAll("main form"));
    }

    [Fact]
    public async Task Who_may_only_pay_sees_it_and_cannot_agree()
    {
        await site.City.AllowAsync();
        var account = await site.City.AccountOwingAsync(487.31m);
        var browser = await site.ResidentAsync(account);
        await site.City.ReadAsync(db => db.AccountLinks.Where(l => l.CustomerAccountId == account.Id)
            .ExecuteUpdateAsync(l => l.SetProperty(x => x.Level, AccountLevel.Pay)));

        var page = await browser.GoAsync($"/my/arrangements/{account.Id}");
        var check = await browser.GoAsync($"/my/arrangements/{account.Id}/check?Kind=Arrangement&Months=3");

        Assert.Contains("Only a person with full access can agree", page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, check.Status);
    }

    [Fact]
    public async Task A_late_payment_is_said_in_spanish_and_home_counts_only_what_was_promised()
    {
        await site.City.AllowAsync();
        var account = await site.City.AccountOwingAsync(487.31m);
        City.Done(await site.City.ArrangeAsync(account, months: 12));
        site.City.Days(33);
        var browser = await site.SignInAsync(await site.UserAsync(account), "es");

        var page = await browser.GoAsync($"/my/arrangements/{account.Id}");

        Assert.Contains("Un pago está atrasado", page.Text, StringComparison.Ordinal);
        Assert.Contains("$40.61", (await browser.GoAsync("/my")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("$487.31 está", (await browser.GoAsync("/my")).Text, StringComparison.Ordinal);
        Assert.Equal(
            new Usd(40_61), (await site.City.ReadAsync(db => HomeOverview.ForAsync(
                db, db.AccountLinks.Single(l => l.CustomerAccountId == account.Id).UserId,
                site.City.Services.GetRequiredService<BusinessClock>(), default)))
            .Accounts[0].PastDue);
    }
}
