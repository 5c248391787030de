using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Web.Tests.Office;

/// <summary>What nobody has claimed, on its page and as a file.</summary>
public sealed class UnclaimedPagesTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Theory]
    [InlineData("en", "Unclaimed money", "under $15 or owner unknown", "Nothing here.")]
    [InlineData("es", "Dinero no reclamado", "menos de $15 o dueño desconocido", "No hay nada aquí.")]
    public async Task A_closed_accounts_credit_is_listed_and_downloaded_and_its_listing_recorded(
        string language, string title, string how, string none)
    {
        var account = await site.City.AccountAsync();
        City.Done(await site.City.AskAsync<PostPayment, Outcome<Payment>>(act => act.RunAsync(
            new(account.Id, new(
                Guid.CreateVersion7(), new Usd(11_11), Tender.Cash, site.City.Clock.GetUtcNow(), Actor.System)),
            default)));
        await site.City.ReadAsync(db => db.Database.ExecuteSqlAsync(
            $"update customer_account set closed_on = {site.City.Today} where id = {account.Id}"));
        var staff = await site.TechnicianAsync();
        await staff.GoAsync($"/language/{language}");

        var page = await staff.GoAsync("/office/unclaimed");
        var file = await staff.GoAsync("/office/unclaimed?handler=File");
        var due = await staff.GoAsync("/office/unclaimed?show=DueByNotice");

        Assert.Contains(title, page.Document.Title, StringComparison.Ordinal);
        Assert.Contains(account.Number, page.Text, StringComparison.Ordinal);
        Assert.Contains(how, page.Text, StringComparison.Ordinal);
        Assert.Contains($"{account.Number},", file.Body, StringComparison.Ordinal);
        Assert.Contains("11.11", file.Body, StringComparison.Ordinal);
        Assert.Contains(none, due.Text, StringComparison.Ordinal);
        Assert.Contains("/office/unclaimed", await site.City.ReadAsync(db => db.CustomerViews
            .Where(v => v.CustomerAccountId == account.Id).Select(v => v.Page).ToListAsync()));
    }
}
