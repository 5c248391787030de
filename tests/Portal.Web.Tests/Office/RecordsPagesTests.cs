using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Records;

namespace Portal.Web.Tests.Office;

/// <summary>Documents kept, found, opened, held and destroyed, by the forms that people use.</summary>
public sealed class RecordsPagesTests(SignInSite site) : IClassFixture<SignInSite>
{
    private const string Terry = "terry.technician@example.gov";

    [Theory]
    [InlineData("en", "Keep it", "Choose a file", "Place a hold", "The hold stands")]
    [InlineData("es", "Guardarlo", "Elija un archivo", "Poner una retención", "La retención está vigente")]
    public async Task A_document_is_kept_opened_and_held(
        string language, string keep, string missing, string hold, string held)
    {
        var (account, staff) = await OpenAsync();
        await staff.GoAsync($"/language/{language}");
        var form = await staff.GoAsync($"/office/records/keep?account={account.Id}");
        var title = $"Lease {language}";
        var wrong = await staff.SubmitAsync(form, keep, ("Input.Class", "letter"), ("Input.Title", title));
        Assert.Contains(missing, wrong.Text, StringComparison.Ordinal);

        var kept = await staff.SubmitFileAsync(
            form, keep, ("Input.File", "lease.pdf", Pdf()), ("Input.Class", "letter"), ("Input.Title", title));

        Assert.Contains(title, kept.Text, StringComparison.Ordinal);
        var document = await site.ReadAsync(db => db.Set<KeptDocument>().SingleAsync(d => d.Title == title));
        var file = await staff.GoAsync($"/office/records/{document.Id}?handler=File");
        Assert.StartsWith("%PDF", file.Body, StringComparison.Ordinal);
        var opened = await staff.GoAsync($"/office/records/{document.Id}");
        Assert.Contains("Terry", opened.Text, StringComparison.Ordinal);
        var done = await staff.SubmitAsync(opened, hold, ("why", "Case 26-10422"));
        Assert.Contains(held, done.Text, StringComparison.Ordinal);
        Assert.Contains(title, (await staff.GoAsync($"/office/records?q=lease&Number={account.Number}")).Text,
            StringComparison.Ordinal);
        Assert.Contains(title, (await staff.GoAsync($"/office/accounts/{account.Id}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_what_may_go_waits_for_somebody_else()
    {
        var (account, staff) = await OpenAsync();
        await staff.SubmitFileAsync(
            await staff.GoAsync($"/office/records/keep?account={account.Id}"), "Keep it",
            ("Input.File", "old.pdf", Pdf()), ("Input.Class", "letter"), ("Input.Title", "Old letter"),
            ("Input.DatedOn", "2015-01-01"));

        var made = await staff.SubmitAsync(await staff.GoAsync("/office/records/destroy"), "Make a list as of today");

        Assert.Contains("Waits for a second person", made.Text, StringComparison.Ordinal);
        var list = await site.ReadAsync(db => db.Set<DestructionList>().OrderByDescending(l => l.MadeAt).FirstAsync());
        var sue = await site.SignedInAsync("sam.supervisor@example.gov");
        var approved = await sue.SubmitAsync(
            await sue.GoAsync($"/office/records/destroy/{list.Id}"), "Destroy", ("Authority", "Resolution 26-12"));
        Assert.Contains("1 destroyed", approved.Text, StringComparison.Ordinal);
        var paper = await sue.GoAsync($"/office/records/destroy/{list.Id}?handler=Certificate");
        Assert.StartsWith("%PDF", paper.Body, StringComparison.Ordinal);
    }

    internal static byte[] Pdf() => "%PDF-1.4\n1 0 obj << >> endobj\n%%EOF\n"u8.ToArray();

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
