using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Payments.Drafts;

namespace Portal.Web.Tests.Pay;

/// <summary>A guest schedules a payment, and changes and cancels it by the mailed link.</summary>
public sealed partial class GuestScheduleTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Fact]
    public async Task From_the_bill_in_hand_to_a_scheduled_payment_and_its_link()
    {
        var account = await site.City.AccountOwingAsync(84.10m);
        var guest = site.Browser();
        var form = await FormAsync(guest, account);
        var check = await guest.SubmitAsync(
            form, "Continue", ("Input.On", "2026-12-04"), ("Input.Email", "neighbor@example.com"));
        Assert.Equal("/pay/schedule/check", check.Path);
        var unagreed = await guest.SubmitAsync(check, "Continue", ("Input.Agree", "false"));
        Assert.Contains("Check the box to agree", unagreed.Text, StringComparison.Ordinal);
        await guest.SubmitAsync(check, "Continue", ("Input.Agree", "true"));
        var setup = await site.City.ReadAsync(db =>
            db.MethodSetups.SingleAsync(s => s.CustomerAccountId == account.Id));
        site.Sandbox.Stripe.PayByCard(setup.SessionId!);

        var done = await guest.GoAsync($"/pay/scheduled/return?session={setup.SessionId}");
        Assert.Contains("Your payment is scheduled", done.Text, StringComparison.Ordinal);
        var mail = await site.City.ReadAsync(db => db.OutboxMails.SingleAsync(
            m => m.CustomerAccountId == account.Id && m.Kind == "payment_scheduled"));
        var link = Link().Match(mail.Text!).Value;
        var shown = await guest.GoAsync(link);
        var changed = await guest.SubmitAsync(
            shown, "Save the change", ("Input.Amount", "30.00"), ("Input.Agree", "true"));
        Assert.Contains("$30.00", changed.Text, StringComparison.Ordinal);
        var canceled = await guest.SubmitAsync(changed, "Cancel this payment");

        Assert.Contains("Nothing will be taken", canceled.Text, StringComparison.Ordinal);
        Assert.Equal(DraftState.Canceled, await site.City.ReadAsync(db => db.Drafts
            .Where(d => d.CustomerAccountId == account.Id).Select(d => d.State).SingleAsync()));
    }

    [Fact]
    public async Task A_wrong_link_says_so_and_shows_nothing()
    {
        foreach (var address in new[] { "/pay/scheduled", "/pay/scheduled?key=", "/pay/scheduled?key=nonsense" })
        {
            Assert.Contains("does not lead to a scheduled payment", (await site.Browser().GoAsync(address)).Text,
                StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.NotFound,
            (await site.Browser().GoAsync("/pay/scheduled/return?session=cs_nobody")).Status);
    }

    [Theory]
    [InlineData("Input.Amount", "")]
    [InlineData("Input.Amount", "0.10")]
    [InlineData("Input.On", "")]
    [InlineData("Input.On", "2020-01-01")]
    [InlineData("Input.Email", "")]
    [InlineData("Input.Email", "not an address")]
    public async Task Rubbish_gets_a_sentence_and_schedules_nothing(string field, string rubbish)
    {
        var account = await site.City.AccountOwingAsync(84.10m);
        var guest = site.Browser();
        var form = await FormAsync(guest, account);

        var page = await guest.SubmitAsync(form, "Continue", ("Input.Email", "neighbor@example.com"), (field, rubbish));

        Assert.Contains("There is a problem", page.Text, StringComparison.Ordinal);
        Assert.Equal(0, await site.City.ReadAsync(db => db.Drafts.CountAsync(d => d.CustomerAccountId == account.Id)));
    }

    private static async Task<SitePage> FormAsync(SiteBrowser guest, CustomerAccount account)
    {
        var amount = await guest.SubmitAsync(
            await guest.GoAsync("/pay"), "Continue", ("Input.AccountNumber", account.Number),
            ("Input.Proof", account.Pin));
        Assert.Equal("/pay/amount", amount.Path);
        return await guest.GoAsync(amount.Document.QuerySelector("a[href^='/pay/schedule']")!.GetAttribute("href")!);
    }

    [GeneratedRegex(@"/pay/scheduled\?key=[A-Za-z0-9_-]+")]
    private static partial Regex Link();
}
