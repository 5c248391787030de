using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;

namespace Portal.Web.Tests.Office;

/// <summary>Two customers become one on the word of two people, by the forms that they use.</summary>
public sealed class MergePagesTests(SignInSite site) : IClassFixture<SignInSite>
{
    [Theory]
    [InlineData("en", "Ask for it", "Yes, make them one", "Undo it")]
    [InlineData("es", "Pedirlo", "Sí, unirlos", "Deshacerlo")]
    public async Task A_duplicate_is_shown_asked_for_decided_and_undone(
        string language, string ask, string yes, string undo)
    {
        var (kept, gone) = (await site.AccountAsync(), await site.AccountAsync());
        var terry = await site.SignedInAsync("terry.technician@example.gov");
        foreach (var account in new[] { kept, gone }) { await LookAsync(terry, account); }

        await terry.GoAsync($"/language/{language}");
        var preview = await terry.GoAsync($"/office/accounts/{kept.Id}/merge?other={gone.Number}");
        Assert.Contains(gone.Number, preview.Text, StringComparison.Ordinal);
        await terry.SubmitAsync(preview, ask, ("Input.Reason", "Same birth date"));
        var sam = await site.SignedInAsync("sam.supervisor@example.gov");
        await sam.GoAsync($"/language/{language}");

        var done = await sam.SubmitAsync(await sam.GoAsync("/office/merges"), yes);

        Assert.Equal(kept.CustomerId, await CustomerOfAsync(gone));
        await sam.SubmitAsync(done, undo, ("why", "Two sisters"));
        Assert.Equal(gone.CustomerId, await CustomerOfAsync(gone));
    }

    private Task<Guid> CustomerOfAsync(CustomerAccount account) => site.ReadAsync(
        db => db.CustomerAccounts.Where(a => a.Id == account.Id).Select(a => a.CustomerId).SingleAsync());

    private static async Task LookAsync(SiteBrowser staff, CustomerAccount account)
    {
        var why = await staff.GoAsync($"/office/accounts/{account.Id}");
        await staff.SendFormAsync(
            why, (IHtmlFormElement)why.Document.QuerySelector("main form[method=post]")!, null,
            ("Input.Chosen", "call"), ("Input.Words", ""));
    }
}
