using AngleSharp.Html.Dom;
using Portal.Core.Accounts;
using Portal.Core.Billing.Budget;
using Portal.Testing;

namespace Portal.Web.Tests.Office;

/// <summary>The office enrolls an account, sees its months, and takes it off.</summary>
public sealed class BudgetPageTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Fact]
    public async Task An_account_is_enrolled_shown_month_by_month_and_left()
    {
        var city = site.City;
        await city.OfferAsync("""{"kind": "rolling"}""");
        var account = await city.AccountWithYearAsync(BudgetCity.WorkedYear);
        var staff = await OpenAsync(account);
        var address = $"/office/accounts/{account.Id}/budget";

        var enrolled = await staff.SubmitAsync(await staff.GoAsync(address), "Enroll at $126.00 a month");

        Assert.Contains("from its next bill on", enrolled.Text, StringComparison.Ordinal);
        await city.MonthAsync(account, 178_00);
        await city.PayDueAsync(account);
        await city.MonthAsync(account, 190_00);
        staff = await OpenAsync(account);
        var months = await staff.GoAsync(address);
        Assert.Equal(
            ["$190.00 $139.00 $99.00", "$178.00 $130.00 $48.00"],
            months.Document.QuerySelectorAll("#months ~ .table-scroll tbody tr").Select(row =>
                string.Join(' ', row.QuerySelectorAll("td.amount").Select(cell => cell.TextContent.Trim()))));
        var record = await staff.GoAsync($"/office/accounts/{account.Id}");
        Assert.Contains("Due $139.00", record.Text, StringComparison.Ordinal);
        Assert.Contains("Actual balance $238.00", record.Text, StringComparison.Ordinal);
        Assert.Contains("Deferred by budget billing $99.00", record.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("do not add up", record.Text, StringComparison.Ordinal);

        var left = await staff.SubmitAsync(months, "Leave budget billing");

        Assert.Contains("Budget billing ends with the next bill.", left.Text, StringComparison.Ordinal);
        Assert.Equal(BudgetEnrollmentState.Leaving, (await city.EnrollmentAsync(account)).State);
    }

    private async Task<SiteBrowser> OpenAsync(CustomerAccount account)
    {
        var staff = await site.TechnicianAsync();
        var why = await staff.GoAsync($"/office/accounts/{account.Id}/budget");
        await staff.SendFormAsync(
            why, (IHtmlFormElement)why.Document.QuerySelector("main form[method=post]")!, null,
            ("Input.Chosen", "call"));
        return staff;
    }
}
