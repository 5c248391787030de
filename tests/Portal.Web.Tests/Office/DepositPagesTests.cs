using System.Net;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.SecurityDeposits;

namespace Portal.Web.Tests.Office;

/// <summary>Demanding, taking and returning security deposits, by the forms that people use.</summary>
public sealed class DepositPagesTests(SignInSite site) : IClassFixture<SignInSite>
{
    private const string Terry = "terry.technician@example.gov";

    [Theory]
    [InlineData("en", "Demand the deposit", "Take the deposit", "Return $153.01", "The deposit is returned")]
    [InlineData("es", "Exigir el depósito", "Recibir el depósito", "Devolver $153.01", "El depósito fue devuelto")]
    public async Task A_deposit_is_demanded_taken_and_returned_a_year_later(
        string language, string demand, string take, string giveBack, string done)
    {
        var (account, staff) = await OpenAsync();
        await staff.GoAsync($"/language/{language}");
        var address = $"/office/accounts/{account.Id}/deposits";
        var form = await staff.GoAsync($"{address}/demand");
        var wrong = await staff.SubmitAsync(form, demand, ("Input.Amount", "151"), ("Input.Cause", "CutOff"),
            ("Input.Note", "Order 12"));
        Assert.Contains("$150.00", wrong.Text, StringComparison.Ordinal);
        await staff.SubmitAsync(form, demand, ("Input.Amount", "150"), ("Input.Cause", "CutOff"),
            ("Input.Note", "Order 12"));

        var taken = await staff.SubmitAsync(
            await staff.GoAsync($"{address}/take"), take, ("Input.Tender", "Check"), ("Input.Document", "1044"));

        Assert.Equal(address, taken.Path);
        Assert.Contains("1044", taken.Text, StringComparison.Ordinal);
        var deposit = await site.ReadAsync(db => db.Set<SecurityDeposit>()
            .SingleAsync(d => d.CustomerAccountId == account.Id));
        var tooSoon = await staff.GoAsync($"{address}/{deposit.Id}/return");
        Assert.Null(tooSoon.Document.QuerySelector("main form"));
        site.Clock.Advance(TimeSpan.FromDays(366));
        staff = await LookAsync(account);
        await staff.GoAsync($"/language/{language}");
        var returned = await staff.SubmitAsync(await staff.GoAsync($"{address}/{deposit.Id}/return"), giveBack);
        Assert.Contains(done, returned.Text, StringComparison.Ordinal);
        Assert.Equal(new Usd(-153_01), await BalanceAsync(account));
    }

    [Fact]
    public async Task The_desk_returns_those_chosen_and_writes_the_list()
    {
        var (account, staff) = await OpenAsync();
        await staff.SubmitAsync(
            await staff.GoAsync($"/office/accounts/{account.Id}/deposits/take"), "Take the deposit",
            ("Input.Amount", "50"), ("Input.Tender", "Cash"));
        Assert.Contains("Fund 510", (await staff.GoAsync("/office/deposits")).Text, StringComparison.Ordinal);
        site.Clock.Advance(TimeSpan.FromDays(366));
        staff = await site.SignedInAsync(Terry);
        var desk = await staff.GoAsync("/office/deposits");
        Assert.Contains(account.Number, desk.Text, StringComparison.Ordinal);
        var file = await staff.GoAsync("/office/deposits?handler=Due");
        Assert.Equal(HttpStatusCode.OK, file.Status);

        await site.AskAsync<Portal.Core.Data.PortalDbContext>(
            db => new OpenPeriods(db, site.Services.GetRequiredService<BusinessClock>()).RunAsync(default));
        var done = await staff.SubmitAsync(desk, "Return those chosen");

        Assert.Contains("Done for", done.Text, StringComparison.Ordinal);
        Assert.Equal(new Usd(-51_00), await BalanceAsync(account));
    }

    private async Task<(CustomerAccount Account, SiteBrowser Staff)> OpenAsync()
    {
        var account = await site.AccountAsync();
        return (account, await LookAsync(account));
    }

    /// <summary>Somebody of the office who gave a reason for opening the account today.</summary>
    private async Task<SiteBrowser> LookAsync(CustomerAccount account)
    {
        await site.AskAsync<Portal.Core.Data.PortalDbContext>(
            db => new OpenPeriods(db, site.Services.GetRequiredService<BusinessClock>()).RunAsync(default));
        var staff = await site.SignedInAsync(Terry);
        var why = await staff.GoAsync($"/office/accounts/{account.Id}");
        await staff.SendFormAsync(
            why, (IHtmlFormElement)why.Document.QuerySelector("main form[method=post]")!, null,
            ("Input.Chosen", "call"), ("Input.Words", ""));
        return staff;
    }

    private Task<Usd> BalanceAsync(CustomerAccount account) => site.ReadAsync(db =>
        db.CustomerAccounts.Where(a => a.Id == account.Id).Select(a => a.Balance).SingleAsync());
}
