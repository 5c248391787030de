using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;

namespace Portal.Web.Tests.Office;

/// <summary>The lists of money: a heading sorts, and what is shown can be taken along.</summary>
public sealed class SortedListsTests(SignInSite site) : IClassFixture<SignInSite>
{
    private const string Terry = "terry.technician@example.gov";

    [Fact]
    public async Task A_heading_sorts_and_the_next_time_the_other_way_round()
    {
        await site.AskAsync<PortalDbContext>(
            db => new OpenPeriods(db, site.Services.GetRequiredService<BusinessClock>()).RunAsync(default));
        var staff = await site.SignedInAsync(Terry);
        foreach (var amount in (string[])["30.00", "10.00", "20.00"])
        {
            var item = await staff.SubmitAsync(
                await staff.GoAsync("/office/suspense/enter"), "Enter it", ("Input.Amount", amount),
                ("Input.Tender", "MoneyOrder"), ("Input.Note", "No name"));
            Assert.Contains(amount, item.Text, StringComparison.Ordinal);
        }

        var up = await staff.GoAsync("/office/suspense?show=Open&sort=amount");
        var down = await staff.GoAsync("/office/suspense?show=Open&sort=-amount");

        Assert.Contains("aria-sort=\"ascending\"", up.Body, StringComparison.Ordinal);
        Assert.Contains("href=\"?show=Open&amp;sort=-amount\"", up.Body, StringComparison.Ordinal);
        Assert.Contains("aria-sort=\"descending\"", down.Body, StringComparison.Ordinal);
        Assert.True(Place(up, "$10.00") < Place(up, "$20.00") && Place(up, "$20.00") < Place(up, "$30.00"));
        Assert.True(Place(down, "$30.00") < Place(down, "$20.00") && Place(down, "$20.00") < Place(down, "$10.00"));
    }

    [Theory]
    [InlineData("/office/suspense?sort=-came", "Received,")]
    [InlineData("/office/refunds?show=Over", "Reference,Account,")]
    [InlineData("/office/checks?sort=payee", "Number,")]
    [InlineData("/office/returns/list?sort=-amount", "Payment,Account,")]
    public async Task A_list_is_a_file_in_both_kinds(string path, string head)
    {
        var staff = await site.SignedInAsync(Terry);
        var join = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';

        var csv = await staff.GoAsync($"{path}{join}handler=File&as=csv");
        Assert.StartsWith(head, csv.Body.TrimStart('\uFEFF'), StringComparison.Ordinal);
        var excel = await staff.GoAsync($"{path}{join}handler=File&as=xlsx");
        Assert.StartsWith("PK", excel.Body, StringComparison.Ordinal);
    }

    /// <summary>In the list, behind the table of ages.</summary>
    private static int Place(SitePage page, string amount) => page.Body.LastIndexOf(amount, StringComparison.Ordinal);
}
