using System.Net;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;

namespace Portal.Web.Tests.Office;

/// <summary>The office opens a bill as its customer sees it, and every look at it is recorded.</summary>
public sealed class OfficeBillTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Fact]
    public async Task A_bill_opens_from_the_account_after_a_reason_and_the_look_is_recorded()
    {
        var (account, bill) = await BilledAsync();
        var staff = await site.TechnicianAsync();
        var address = $"/office/accounts/{account.Id}/bills/{bill.Id}";

        foreach (var page in new[] { address, $"{address}/pdf" })
        {
            Assert.EndsWith("/why", (await staff.GoAsync(page)).Path, StringComparison.Ordinal);
        }

        Assert.Empty(await ViewsAsync(account));
        var shown = await ChooseAsync(staff, await staff.GoAsync(address), "call");
        var record = await staff.GoAsync($"/office/accounts/{account.Id}");

        Assert.Equal(address, shown.Path);
        Assert.Contains($"Bill {bill.Number}", shown.Text, StringComparison.Ordinal);
        Assert.Contains("New charges", shown.Text, StringComparison.Ordinal);
        Assert.Equal(3, shown.Document.QuerySelectorAll(".bill-lines details").Length);
        Assert.Null(shown.Document.QuerySelector("main form"));
        Assert.NotNull(record.Document.QuerySelector($"main a[href='{address}']"));
        Assert.Contains((address, "call"), await ViewsAsync(account));
        Assert.Contains("A bill", record.Document.QuerySelector("[aria-labelledby=views]")!.TextContent,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pdf_is_one_is_recorded_and_does_not_tell_the_pin()
    {
        var (account, bill) = await BilledAsync();
        var staff = await site.TechnicianAsync();
        var address = $"/office/accounts/{account.Id}/bills/{bill.Id}";
        await ChooseAsync(staff, await staff.GoAsync(address), "call");

        var pdf = await staff.GoAsync($"{address}/pdf");
        var shown = await site.City.ReadAsync(db =>
            Pages.Office.Accounts.OfficeBill.FindAsync(db, account.Id, bill.Id, default));

        Assert.StartsWith("%PDF-", pdf.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(account.Pin, shown!.Pin, StringComparison.Ordinal);
        Assert.Contains(($"{address}/pdf", "call"), await ViewsAsync(account));
    }

    [Fact]
    public async Task A_bill_of_another_account_is_not_found()
    {
        var ((account, _), (_, other)) = (await BilledAsync(), await BilledAsync());
        var staff = await site.TechnicianAsync();

        foreach (var end in new[] { "", "/pdf" })
        {
            var shown = await staff.GoAsync($"/office/accounts/{account.Id}/bills/{other.Id}{end}");
            Assert.Equal(HttpStatusCode.NotFound, shown.Status);
        }
    }

    [Fact]
    public async Task Why_a_try_was_not_taken_is_said_in_words_in_both_languages()
    {
        var account = await site.City.AccountOwingAsync(84.10m);
        var payer = await site.ResidentAsync(account);
        await PayingSite.PressPayAsync(payer);
        var attempt = await site.OpenAttemptAsync(account);
        await site.City.ReadAsync(db => db.PaymentAttempts.Where(a => a.Id == attempt.Id)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.FailureCode, "insufficient_funds")));
        site.Sandbox.Stripe.PayByCard(attempt.SessionId!);
        await payer.GoAsync($"/my/pay/return/{attempt.Id}");
        var staff = await site.TechnicianAsync();

        var shown = await ChooseAsync(staff, await staff.GoAsync($"/office/accounts/{account.Id}"), "call");
        await staff.GoAsync("/language/es");
        var spanish = await staff.GoAsync($"/office/accounts/{account.Id}");

        Assert.Contains("A try before was not taken: not enough money.", shown.Text, StringComparison.Ordinal);
        Assert.Contains("fondos insuficientes", spanish.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("insufficient_funds", shown.Body + spanish.Body, StringComparison.Ordinal);
    }

    private async Task<(CustomerAccount Account, Bill Bill)> BilledAsync()
    {
        var account = await site.City.AccountAsync();
        return (account, await site.City.BillAsync(account, new(60_00)));
    }

    private static Task<SitePage> ChooseAsync(SiteBrowser staff, SitePage page, string reason) => staff.SendFormAsync(
        page,
        (IHtmlFormElement)page.Document.QuerySelector("main form[method=post]")!,
        null,
        ("Input.Chosen", reason));

    private Task<List<(string Page, string Reason)>> ViewsAsync(CustomerAccount account) =>
        site.City.ReadAsync(async db => (await db.CustomerViews.Where(v => v.CustomerAccountId == account.Id)
            .Select(v => new { v.Page, v.Reason }).ToListAsync()).ConvertAll(v => (v.Page, v.Reason)));
}
