using System.Reflection;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Web.Pages.Office.Accounts;

namespace Portal.Web.Tests.Office;

/// <summary>The account's history by kind and days, and what its customer sees.</summary>
public sealed class AccountWholeTests(SignInSite site) : IClassFixture<SignInSite>
{
    private const string Terry = "terry.technician@example.gov";

    [Theory]
    [InlineData("en", "Looked at", "Nothing like that happened")]
    [InlineData("es", "Consultó", "No ocurrió nada así")]
    public async Task The_history_is_asked_by_kind_and_days(string language, string looked, string nothing)
    {
        var (account, staff) = await OpenAsync();
        await staff.GoAsync($"/language/{language}");
        var address = $"/office/accounts/{account.Id}/timeline";

        var all = await staff.GoAsync(address);
        var views = await staff.GoAsync($"{address}?Kind=View&From={site.Clock.GetUtcNow().AddDays(-2):yyyy-MM-dd}");
        var bills = await staff.GoAsync($"{address}?Kind=Bill");

        Assert.Contains(looked, all.Text, StringComparison.Ordinal);
        Assert.Contains(looked, views.Text, StringComparison.Ordinal);
        Assert.Contains(nothing, bills.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("es", "cuenta")]
    [InlineData("en", "account")]
    public async Task What_the_customer_sees_is_shown_in_their_language_and_does_nothing(string theirs, string word)
    {
        var (account, staff) = await OpenAsync();
        await site.ReadAsync(async db =>
        {
            var rosa = await db.Users.FirstAsync(
                u => !db.Set<Portal.Core.Staff.StaffMember>().Any(s => s.UserId == u.Id));
            rosa.Language = theirs;
            db.Add(new AccountLink
            {
                Id = Guid.CreateVersion7(), UserId = rosa.Id, CustomerAccountId = account.Id,
                Level = AccountLevel.Full, LinkedAt = site.Clock.GetUtcNow(),
            });
            return await db.SaveChangesAsync();
        });

        var page = await staff.GoAsync($"/office/accounts/{account.Id}/as-customer");

        var seen = page.Document.QuerySelector("#seen")!;
        Assert.Contains(word, seen.TextContent, StringComparison.Ordinal);
        Assert.Equal(theirs, seen.GetAttribute("lang"));
        Assert.Empty(page.Document.QuerySelectorAll("main form, #seen a, #seen button, #seen input, #seen select"));
        Assert.True(await site.ReadAsync(db => db.CustomerViews.AnyAsync(
            v => v.CustomerAccountId == account.Id && v.Page.EndsWith("/as-customer"))));
    }

    [Fact]
    public void Nothing_can_be_posted_from_what_the_customer_sees() => Assert.Equal(
        ["OnGetAsync"],
        typeof(AsCustomerModel).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(m => m.Name.StartsWith("On", StringComparison.Ordinal)).Select(m => m.Name));

    private async Task<(CustomerAccount Account, SiteBrowser Staff)> OpenAsync()
    {
        var account = await site.AccountAsync();
        var staff = await site.SignedInAsync(Terry);
        var why = await staff.GoAsync($"/office/accounts/{account.Id}");
        await staff.SendFormAsync(
            why, (IHtmlFormElement)why.Document.QuerySelector("main form[method=post]")!, null,
            ("Input.Chosen", "call"), ("Input.Words", ""));
        return (account, staff);
    }
}
