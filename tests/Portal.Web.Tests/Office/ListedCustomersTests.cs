using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Payments;

namespace Portal.Web.Tests.Office;

/// <summary>To be shown a customer's name in a list is a view too: once a day for each list.</summary>
public sealed class ListedCustomersTests(SignInSite site) : IClassFixture<SignInSite>
{
    private const string Terry = "terry.technician@example.gov";

    [Fact]
    public async Task Who_is_found_in_a_search_is_recorded_once_a_day_and_that_opens_nothing()
    {
        var (account, other) = (await site.AccountAsync(), await site.AccountAsync());
        var staff = await site.SignedInAsync(Terry);

        for (var i = 0; i < 2; i++) { await staff.GoAsync($"/office/accounts?q={account.Number}"); }

        Assert.Equal([("/office/accounts", "listed")], await ViewsAsync(account));
        Assert.Empty(await ViewsAsync(other));
        var asked = await staff.GoAsync($"/office/accounts/{account.Id}");
        Assert.EndsWith("/why", asked.Path, StringComparison.Ordinal);

        site.Clock.Advance(TimeSpan.FromHours(24));
        await (await site.SignedInAsync(Terry)).GoAsync($"/office/accounts?q={account.Number}");
        Assert.Equal(2, (await ViewsAsync(account)).Count);
    }

    [Fact]
    public async Task Who_is_named_in_the_list_of_tasks_is_recorded()
    {
        var account = await site.AccountAsync();
        await site.AskAsync<RaiseOfficeTask>(act => act.RunAsync(
            new("suspense", "Look.", $"Look at {account.Number}.") { CustomerAccountId = account.Id }, default));
        var staff = await site.SignedInAsync(Terry);

        await staff.GoAsync("/office");
        await staff.GoAsync("/office?kind=suspense");

        Assert.Equal([("/office", "listed")], await ViewsAsync(account));
    }

    private Task<List<(string Page, string Reason)>> ViewsAsync(CustomerAccount account) =>
        site.ReadAsync(async db => (await db.CustomerViews.Where(v => v.CustomerAccountId == account.Id)
            .Select(v => new { v.Page, v.Reason }).ToListAsync()).ConvertAll(v => (v.Page, v.Reason)));
}
