using AngleSharp.Html.Dom;
using Portal.Core.Money;

namespace Portal.Web.Tests.My;

/// <summary>The monthly statement, for the resident and in the office.</summary>
public sealed class MonthPageTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Theory]
    [InlineData("en", "Statement of", "Balance at the end")]
    [InlineData("es", "Estado de cuenta de", "Saldo al final")]
    public async Task A_resident_reads_the_month_and_goes_from_the_bill_to_it(string language, string title, string end)
    {
        var account = await site.City.AccountAsync();
        var bill = await site.City.BillAsync(account, new Usd(60_00));
        await site.City.PayAsync(account, new Usd(20_00));
        var browser = await site.SignInAsync(await site.UserAsync(account), language);

        var shown = await browser.GoAsync($"/my/bills/{bill.Id}");
        var link = shown.Document.QuerySelector($"main a[href^='/my/statements/{account.Id}']")!.GetAttribute("href")!;
        var month = await browser.GoAsync(link);

        Assert.Contains(title, month.Text, StringComparison.Ordinal);
        Assert.Contains($"{end}$40.00", month.Text.Replace($"{end} ", end, StringComparison.Ordinal),
            StringComparison.Ordinal);
        Assert.NotNull(month.Document.QuerySelector($"main a[href='/my/bills/{bill.Id}']"));
        Assert.StartsWith(
            "%PDF-", (await browser.GoAsync($"/my/statements/{account.Id}/pdf")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_office_reads_it_after_a_reason_and_the_look_is_recorded()
    {
        var account = await site.City.AccountAsync();
        await site.City.BillAsync(account, new Usd(60_00));
        var staff = await site.TechnicianAsync();
        var address = $"/office/accounts/{account.Id}/statement";

        var why = await staff.GoAsync(address);
        Assert.EndsWith("/why", why.Path, StringComparison.Ordinal);
        Assert.EndsWith("/why", (await staff.GoAsync($"{address}/pdf")).Path, StringComparison.Ordinal);
        await staff.SendFormAsync(
            why, (IHtmlFormElement)why.Document.QuerySelector("main form[method=post]")!, null,
            ("Input.Chosen", "call"), ("Input.Words", ""));

        Assert.Contains("$60.00", (await staff.GoAsync(address)).Text, StringComparison.Ordinal);
        Assert.StartsWith("%PDF-", (await staff.GoAsync($"{address}/pdf")).Body, StringComparison.Ordinal);
        Assert.Contains(
            $"{address}/pdf",
            await site.City.ReadAsync(db => Task.FromResult(
                db.CustomerViews.Where(v => v.CustomerAccountId == account.Id).Select(v => v.Page).ToList())));
    }
}
