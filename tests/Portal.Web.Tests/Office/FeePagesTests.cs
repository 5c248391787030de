using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Fees;
using Portal.Core.Ledger;
using Portal.Core.Money;

namespace Portal.Web.Tests.Office;

/// <summary>The fee table, charging by it and waiving, by the forms that people use.</summary>
public sealed class FeePagesTests(SignInSite site) : IClassFixture<SignInSite>
{
    private const string Terry = "terry.technician@example.gov";
    private const string Sam = "sam.supervisor@example.gov";

    [Fact]
    public async Task One_drafts_a_fee_and_another_releases_it()
    {
        var staff = await site.SignedInAsync(Terry);
        var form = await staff.GoAsync("/office/billing/fees/field-visit/draft");
        var wrong = await staff.SubmitAsync(form, "Save the draft", ("Input.Amount", "29.00"));
        var saved = await staff.SubmitAsync(
            form, "Save the draft", ("Input.Amount", "29.00"), ("Input.Cap", "30.00"),
            ("Input.Note", "Resolution 12"));
        var draft = await site.ReadAsync(db => db.Set<FeeRate>().SingleAsync(r => r.Version == 2));

        Assert.Contains("An amount is above its cap.", wrong.Text, StringComparison.Ordinal);
        Assert.Equal("/office/billing/fees/field-visit", saved.Path);
        Assert.Contains("Terry Technician", saved.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Look and release", saved.Text, StringComparison.Ordinal);
        var supervisor = await site.SignedInAsync(Sam);
        var look = await supervisor.GoAsync($"/office/billing/fees/versions/{draft.Id}/release");
        Assert.Contains("$29.00", look.Text, StringComparison.Ordinal);
        var released = await supervisor.SubmitAsync(look, "Release version 2");

        Assert.Contains("The version is released.", released.Text, StringComparison.Ordinal);
        Assert.Contains("Coming", (await staff.GoAsync("/office/billing/fees")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_is_discarded_and_stays_in_the_history()
    {
        var staff = await site.SignedInAsync(Terry);
        await staff.SubmitAsync(await staff.GoAsync("/office/billing/fees/new-account/draft"), "Save the draft");
        var draft = await site.ReadAsync(db => db.Set<FeeRate>()
            .SingleAsync(r => r.Kind == FeeKind.NewAccount && r.Version == 2));

        var gone = await staff.SubmitAsync(
            await staff.GoAsync($"/office/billing/fees/versions/{draft.Id}/discard"), "Discard");

        Assert.Contains("The draft is discarded.", gone.Text, StringComparison.Ordinal);
        Assert.Contains("Discarded by Terry Technician", gone.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "The fee is charged.", "New account fee", "Show the effect", "Charge $20.00", "Waive $20.00")]
    [InlineData("es", "El cargo está registrado.", "Cargo por cuenta nueva", "Mostrar el efecto", "Cobrar $20.00",
        "Exonerar $20.00")]
    public async Task A_fee_is_charged_and_waived(
        string language, string done, string label, string preview, string charge, string waive)
    {
        var (account, staff) = await OpenAsync();
        await staff.GoAsync($"/language/{language}");
        var form = await staff.GoAsync($"/office/accounts/{account.Id}/fee");
        var empty = await staff.SubmitAsync(form, preview);
        Assert.Contains(language == "en" ? "Choose a fee." : "Elija un cargo.", empty.Text, StringComparison.Ordinal);
        var shown = await staff.SubmitAsync(
            form, preview, ("Input.Fee", "NewAccount"), ("Input.AfterHours", "false"), ("Input.LowIncome", "false"),
            ("Input.Note", "Application 7"));
        Assert.Equal(Usd.Zero, await BalanceAsync(account));
        Assert.Contains("$100.00", shown.Text, StringComparison.Ordinal);

        var record = await staff.SubmitAsync(shown, charge, ("Input.Fee", "NewAccount"),
            ("Input.AfterHours", "false"), ("Input.LowIncome", "false"));

        Assert.Contains(done, record.Text, StringComparison.Ordinal);
        Assert.Contains(label, record.Text, StringComparison.Ordinal);
        Assert.Equal(new Usd(20_00), await BalanceAsync(account));
        var fee = await site.ReadAsync(db => db.Adjustments.SingleAsync(a => a.CustomerAccountId == account.Id));
        var next = await staff.SubmitAsync(
            await staff.GoAsync($"/office/accounts/{account.Id}/fee"), preview, ("Input.Fee", "NewAccount"),
            ("Input.AfterHours", "false"), ("Input.LowIncome", "false"), ("Input.Note", "Another"));
        Assert.Contains("$80.00", next.Text, StringComparison.Ordinal);
        var page = await staff.GoAsync($"/office/accounts/{account.Id}/waive/{fee.Id}");
        Assert.Contains("$25.00", page.Text, StringComparison.Ordinal);
        var effect = await staff.SubmitAsync(page, preview, ("Input.Note", "First time"));
        await staff.SubmitAsync(effect, waive);
        Assert.Equal(Usd.Zero, await BalanceAsync(account));
    }

    private async Task<(CustomerAccount Account, SiteBrowser Staff)> OpenAsync()
    {
        await site.AskAsync<Portal.Core.Data.PortalDbContext>(
            db => new OpenPeriods(db, site.Services.GetRequiredService<BusinessClock>()).RunAsync(default));
        var account = await site.AccountAsync();
        var staff = await site.SignedInAsync(Terry);
        var why = await staff.GoAsync($"/office/accounts/{account.Id}");
        await staff.SendFormAsync(
            why, (IHtmlFormElement)why.Document.QuerySelector("main form[method=post]")!, null,
            ("Input.Chosen", "call"), ("Input.Words", ""));
        return (account, staff);
    }

    private Task<Usd> BalanceAsync(CustomerAccount account) => site.ReadAsync(db =>
        db.CustomerAccounts.Where(a => a.Id == account.Id).Select(a => a.Balance).SingleAsync());
}
