using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Transfers;
using Portal.Core.Staff;

namespace Portal.Web.Tests.Office;

/// <summary>Payments on the wrong account, by the forms that people use.</summary>
public sealed class MovePaymentPagesTests(SignInSite site) : IClassFixture<SignInSite>
{
    private const string Terry = "terry.technician@example.gov";

    [Theory]
    [InlineData("en", "Show the effect", "Move $40.00", "The payment was moved.", "Say why, with at most")]
    [InlineData("es", "Mostrar el efecto", "Mover $40.00", "El pago se movió.", "Diga por qué, con un máximo")]
    public async Task A_payment_is_moved_with_both_balances_shown_first(
        string language, string preview, string confirm, string done, string why)
    {
        var (wrong, staff, payment) = await OpenAsync();
        var right = await site.AccountAsync();
        await staff.GoAsync($"/language/{language}");
        var address = $"/office/accounts/{wrong.Id}/payments/{payment.Id}/move";
        Assert.Contains(address, (await staff.GoAsync($"/office/accounts/{wrong.Id}")).Body, StringComparison.Ordinal);
        var form = await staff.GoAsync(address);
        var without = await staff.SubmitAsync(form, preview, ("Input.ToAccount", right.Number));
        Assert.Contains(why, without.Text, StringComparison.Ordinal);

        var shown = await staff.SubmitAsync(
            form, preview, ("Input.ToAccount", right.Number), ("Input.Note", "The neighbor's number"));
        Assert.Equal(new Usd(-40_00), await BalanceAsync(wrong));
        Assert.Contains(right.Number, shown.Text, StringComparison.Ordinal);
        var account = await staff.SubmitAsync(shown, confirm);

        Assert.Contains(done, account.Text, StringComparison.Ordinal);
        Assert.Equal((Usd.Zero, new Usd(-40_00)), (await BalanceAsync(wrong), await BalanceAsync(right)));
        Assert.Contains(
            language == "en" ? "does not stand any more" : "ya no está en pie", (await staff.GoAsync(address)).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_account_and_a_balance_that_changed_are_refused()
    {
        var (wrong, staff, payment) = await OpenAsync();
        var right = await site.AccountAsync();
        var form = await staff.GoAsync($"/office/accounts/{wrong.Id}/payments/{payment.Id}/move");
        var unknown = await staff.SubmitAsync(
            form, "Show the effect", ("Input.ToAccount", "1"), ("Input.Note", "Why"));
        Assert.Contains("We could not find that payment", unknown.Text, StringComparison.Ordinal);
        var shown = await staff.SubmitAsync(
            form, "Show the effect", ("Input.ToAccount", right.Number), ("Input.Note", "Why"));

        await PaidAsync(right);
        var stale = await staff.SubmitAsync(shown, "Move $40.00");

        Assert.Contains("by now. Look at the effect again.", stale.Text, StringComparison.Ordinal);
        Assert.False(await site.ReadAsync(db => db.Set<PaymentTransfer>().AnyAsync(t => t.PaymentId == payment.Id)));
    }

    [Fact]
    public async Task A_payment_with_nothing_to_pay_says_so()
    {
        var (wrong, staff, payment) = await OpenAsync();

        var page = await staff.GoAsync($"/office/accounts/{wrong.Id}/payments/{payment.Id}/share");

        Assert.Contains("There is no charge that this payment could pay.", page.Text, StringComparison.Ordinal);
    }

    private async Task<(CustomerAccount Account, SiteBrowser Staff, Payment Payment)> OpenAsync()
    {
        await site.AskAsync<Portal.Core.Data.PortalDbContext>(
            db => new OpenPeriods(db, site.Services.GetRequiredService<BusinessClock>()).RunAsync(default));
        var account = await site.AccountAsync();
        var payment = await PaidAsync(account);
        var staff = await site.SignedInAsync(Terry);
        var why = await staff.GoAsync($"/office/accounts/{account.Id}");
        await staff.SendFormAsync(
            why, (IHtmlFormElement)why.Document.QuerySelector("main form[method=post]")!, null,
            ("Input.Chosen", "call"), ("Input.Words", ""));
        return (account, staff, payment);
    }

    private async Task<Payment> PaidAsync(CustomerAccount account)
    {
        Payment? paid = null;
        await site.AskAsync<PostPayment>(async act => paid = ((Outcome<Payment>.Done)await act.RunAsync(
            new(account.Id,
                new(Guid.CreateVersion7(), new Usd(40_00), Tender.Check, site.Clock.GetUtcNow(), Actor.System)),
            default)).Value);
        return paid!;
    }

    private Task<Usd> BalanceAsync(CustomerAccount account) => site.ReadAsync(db =>
        db.CustomerAccounts.Where(a => a.Id == account.Id).Select(a => a.Balance).SingleAsync());
}
