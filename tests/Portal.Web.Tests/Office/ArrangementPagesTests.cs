using AngleSharp.Html.Dom;
using Portal.Core.Payments.Arrangements;
using Portal.Testing;

namespace Portal.Web.Tests.Office;

/// <summary>The office agrees with a customer, finds the agreement on its list, and ends it.</summary>
public sealed class ArrangementPagesTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Fact]
    public async Task A_technician_agrees_for_a_customer_and_ends_it_with_a_reason()
    {
        await site.City.AllowAsync();
        var account = await site.City.AccountOwingAsync(300.00m, "Ana Ruiz");
        var browser = await site.TechnicianAsync();
        var why = await browser.GoAsync($"/office/accounts/{account.Id}");
        await browser.SendFormAsync(
            why, (IHtmlFormElement)why.Document.QuerySelector("main form[method=post]")!, null,
            ("Input.Chosen", "call"), ("Input.Words", ""));
        var page = await browser.GoAsync($"/office/accounts/{account.Id}/plan?Kind=Arrangement&Months=3");
        Assert.Contains("$100.00", page.Text, StringComparison.Ordinal);

        var agreed = await browser.SubmitAsync(page, "Agree on $300.00");

        Assert.Contains("The agreement is made", agreed.Text, StringComparison.Ordinal);
        Assert.Contains("Ana Ruiz", (await browser.GoAsync("/office/arrangements")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "Ana Ruiz", (await browser.GoAsync("/office/arrangements?Show=Late")).Text, StringComparison.Ordinal);
        var unsaid = await browser.SubmitAsync(agreed, "End the agreement", ("Reason", " "));
        Assert.Contains("Say in a few words why.", unsaid.Text, StringComparison.Ordinal);
        var ended = await browser.SubmitAsync(unsaid, "End the agreement", ("Reason", "They asked"));
        Assert.Contains("The agreement is ended", ended.Text, StringComparison.Ordinal);
        Assert.Equal(ArrangementState.Ended, (await site.City.ArrangementAsync(account)).State);
        Assert.Contains(
            "Ana Ruiz", (await browser.GoAsync("/office/arrangements?Show=Ended")).Text, StringComparison.Ordinal);
    }
}
