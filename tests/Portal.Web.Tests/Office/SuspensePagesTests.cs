using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Common;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Unidentified;

namespace Portal.Web.Tests.Office;

/// <summary>Money of nobody known, by the forms that people use.</summary>
public sealed class SuspensePagesTests(SignInSite site) : IClassFixture<SignInSite>
{
    private const string Terry = "terry.technician@example.gov";
    private const string Sam = "sam.supervisor@example.gov";

    [Theory]
    [InlineData("en", "Enter it", "Show the effect", "Put $12.50 on it", "The money is on the account now.",
        "Choose how the money came.")]
    [InlineData("es", "Registrarlo", "Mostrar el efecto", "Poner $12.50 en ella", "El dinero ya está en la cuenta.",
        "Elija cómo llegó el dinero.")]
    public async Task It_is_entered_its_account_suggested_and_paid(
        string language, string enter, string preview, string confirm, string done, string missing)
    {
        var account = await site.AccountAsync();
        var staff = await StaffAsync();
        await staff.GoAsync($"/language/{language}");
        var form = await staff.GoAsync("/office/suspense/enter");
        var without = await staff.SubmitAsync(form, enter, ("Input.Amount", "12.50"), ("Input.Note", "By hand"));
        Assert.Contains(missing, without.Text, StringComparison.Ordinal);

        var item = await staff.SubmitAsync(
            form, enter, ("Input.Amount", "12.50"), ("Input.Tender", "Check"), ("Input.PayerName", "=José"),
            ("Input.SaidAccount", $"{account.Number[..8]}{account.Number[9]}{account.Number[8]}"));
        Assert.Contains(account.Number, item.Text, StringComparison.Ordinal);
        var shown = await staff.SubmitAsync(
            item, preview, ("Input.Account", account.Number), ("Input.Note", "Two digits exchanged"));
        Assert.Equal(Usd.Zero, await BalanceAsync(account.Id));
        await staff.SubmitAsync(shown, confirm);

        Assert.Equal(new Usd(-12_50), await BalanceAsync(account.Id));
        Assert.Contains("12.50", (await staff.GoAsync("/office/suspense?show=Ended")).Text, StringComparison.Ordinal);
        var file = await staff.GoAsync("/office/suspense?handler=File&show=Ended");
        Assert.Contains("'=José", file.Body, StringComparison.Ordinal);
        Assert.NotEmpty(done);
    }

    [Fact]
    public async Task It_is_given_to_somebody_and_sent_back_by_another()
    {
        var staff = await StaffAsync();
        var form = await staff.GoAsync("/office/suspense/enter");
        var item = await staff.SubmitAsync(
            form, "Enter it", ("Input.Amount", "8.00"), ("Input.Tender", "MoneyOrder"), ("Input.Note", "No name"));
        Assert.Contains("No account fits", item.Text, StringComparison.Ordinal);
        var own = await staff.SubmitAsync(item, "End it", ("Input.EndNote", "Mailed back"));
        Assert.Contains("Somebody else sends it back.", own.Text, StringComparison.Ordinal);
        var given = await staff.SubmitAsync(item, "Give it to them");
        Assert.Contains("theirs to look after", given.Text, StringComparison.Ordinal);
        var unknown = await staff.SubmitAsync(item, "Show the effect", ("Input.Account", "1"));
        Assert.Contains("We could not find that account.", unknown.Text, StringComparison.Ordinal);

        var supervisor = await site.SignedInAsync(Sam);
        var page = await supervisor.GoAsync(item.Path);
        Assert.Contains("Say why", (await supervisor.SubmitAsync(page, "End it")).Text, StringComparison.Ordinal);
        var ended = await supervisor.SubmitAsync(page, "End it", ("Input.EndNote", "Mailed back"));

        Assert.Contains("It ended: Sent back", ended.Text, StringComparison.Ordinal);
        Assert.True(await site.ReadAsync(db => db.Set<SuspenseResolution>().AnyAsync(r =>
            r.Kind == SuspenseEnd.SentBack && db.Set<SuspenseItem>().Any(
                s => s.Id == r.ItemId && s.Amount == new Usd(8_00)))));
    }

    private async Task<SiteBrowser> StaffAsync()
    {
        await site.AskAsync<Portal.Core.Data.PortalDbContext>(
            db => new OpenPeriods(db, site.Services.GetRequiredService<BusinessClock>()).RunAsync(default));
        return await site.SignedInAsync(Terry);
    }

    private Task<Usd> BalanceAsync(Guid account) => site.ReadAsync(db =>
        db.CustomerAccounts.Where(a => a.Id == account).Select(a => a.Balance).SingleAsync());
}
