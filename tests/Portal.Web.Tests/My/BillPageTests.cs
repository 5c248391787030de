using Microsoft.EntityFrameworkCore;
using Portal.Core.Money;

namespace Portal.Web.Tests.My;

public sealed class BillPageTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Fact]
    public async Task The_amount_and_the_day_come_first_then_how_it_came_about()
    {
        var account = await site.City.AccountOwingAsync(60.00m);
        await site.City.PayAsync(account, new Usd(40_00));
        var bill = await site.City.BillAsync(account, new Usd(80_00));
        var browser = await site.ResidentAsync(account);

        var page = await browser.GoAsync($"/my/bills/{bill.Id}");

        Assert.Contains("$100.00 due Mon, Dec 7, 2026", page.Text, StringComparison.Ordinal);
        Assert.Contains("Pay $100.00", page.Text, StringComparison.Ordinal);
        Assert.Equal(
            ["Your bill before: $60.00", "You paid: −$40.00", "New charges: $80.00", "Total due: $100.00"],
            page.Document.QuerySelectorAll("[aria-labelledby=sum] .facts > div")
                .Select(row => $"{row.QuerySelector("dt")!.TextContent}: {row.QuerySelector("dd")!.TextContent}"));
        Assert.Contains("If you think this bill is wrong", page.Text, StringComparison.Ordinal);
        Assert.Equal(3, page.Document.QuerySelectorAll(".bill-lines details").Length);
    }

    [Fact]
    public async Task An_older_bill_says_that_it_is_history_and_asks_for_nothing()
    {
        var account = await site.City.AccountOwingAsync(60.00m);
        var older = await site.City.ReadAsync(db => db.Bills.SingleAsync(b => b.CustomerAccountId == account.Id));
        await site.City.BillAsync(account, new Usd(80_00));
        var browser = await site.ResidentAsync(account);

        var page = await browser.GoAsync($"/my/bills/{older.Id}");

        Assert.Contains("This is an older bill.", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Pay $", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_asks_the_database_five_times_at_most()
    {
        var account = await site.City.AccountOwingAsync(60.00m);
        var bill = await site.City.BillAsync(account, new Usd(80_00));
        var browser = await site.ResidentAsync(account);

        await site.AssertCommandsAsync(5, () => browser.GoAsync($"/my/bills/{bill.Id}"));
    }

    [Fact]
    public async Task The_pdf_is_one()
    {
        var account = await site.City.AccountOwingAsync(60.00m);
        var bill = await site.City.ReadAsync(db => db.Bills.SingleAsync(b => b.CustomerAccountId == account.Id));
        var browser = await site.ResidentAsync(account);

        Assert.StartsWith("%PDF-", (await browser.GoAsync($"/my/bills/{bill.Id}/pdf")).Body, StringComparison.Ordinal);
    }
}
