using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
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

    [Fact]
    public async Task Its_owner_is_written_to_a_claim_is_answered_and_what_is_left_becomes_the_citys_by_two()
    {
        var account = await site.City.AccountAsync();
        await site.City.PayAsync(account, new Usd(12_34));
        await site.City.ReadAsync(db => db.Database.ExecuteSqlAsync(
            $"update customer_account set closed_on = {site.City.Today} where id = {account.Id}"));
        site.City.Clock.Advance(TimeSpan.FromDays(400));
        await site.City.ReadAsync(async db =>
        {
            await new Portal.Core.Ledger.OpenPeriods(
                db, site.City.Services.GetRequiredService<BusinessClock>()).RunAsync(default);
            return true;
        });
        var at = $"/office/unclaimed/credit/{account.Id}";
        var staff = await site.TechnicianAsync();

        var written = await staff.SubmitAsync(await staff.GoAsync(at), "Write to the owner");
        Assert.Contains("The letter is on its way", written.Text, StringComparison.Ordinal);
        var empty = await staff.SubmitAsync(written, "Record the claim");
        Assert.Contains("usa-error-message", empty.Body, StringComparison.Ordinal);
        var claimed = await staff.SubmitAsync(
            written, "Record the claim", ("Who claims it", "Eva Ruiz"), ("What they showed", "A letter"));
        Assert.Contains("Eva Ruiz", claimed.Text, StringComparison.Ordinal);
        var without = (await staff.GoAsync("/office/unclaimed/turnovers/propose/resolution")).Text;

        var supervisor = await site.SupervisorAsync();
        var rejected = await supervisor.SubmitAsync(
            await supervisor.GoAsync(at), "Reject the claim", ("Why", "Not the owner"));
        Assert.Contains("Not the owner", rejected.Text, StringComparison.Ordinal);

        var listed = await staff.GoAsync("/office/unclaimed/turnovers/propose/resolution");
        Assert.NotEqual(without, listed.Text);
        var proposed = await staff.SubmitAsync(listed, "Send for approval", ("Resolution", "2027-14"));
        Assert.Contains(account.Number, proposed.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Turn over $", proposed.Text, StringComparison.Ordinal);
        var approved = await supervisor.SubmitAsync(await supervisor.GoAsync(proposed.Path), "Turn over $");
        Assert.DoesNotContain("Turn over $", approved.Text, StringComparison.Ordinal);
        Assert.Equal(Usd.Zero, await site.City.ReadAsync(db =>
            db.CustomerAccounts.Where(a => a.Id == account.Id).Select(a => a.Balance).SingleAsync()));
    }
}
