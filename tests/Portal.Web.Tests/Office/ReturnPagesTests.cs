using System.Text;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Returns;
using Portal.Core.Staff;

namespace Portal.Web.Tests.Office;

/// <summary>Payments that came back, by the forms that people use.</summary>
public sealed class ReturnPagesTests(SignInSite site) : IClassFixture<SignInSite>
{
    private const string Terry = "terry.technician@example.gov";
    private const string Sam = "sam.supervisor@example.gov";

    [Theory]
    [InlineData("en", "Show the effect", "Return it: $65.00", "The payment is returned", "Choose what the bank says.")]
    [InlineData("es", "Mostrar el efecto", "Devolverlo: se deben $65.00", "El pago se devolvió",
        "Elija qué dice el banco.")]
    public async Task A_check_is_found_looked_at_and_returned(
        string language, string preview, string confirm, string done, string empty)
    {
        var (account, staff) = await OpenAsync();
        var payment = await PaidAsync(account, Tender.Check);
        await staff.GoAsync($"/language/{language}");
        var found = await staff.GoAsync($"/office/returns?Query={account.Number}");
        Assert.Contains(payment.Reference, found.Text, StringComparison.Ordinal);
        var form = await staff.GoAsync($"/office/returns/payment/{payment.Id}");
        Assert.Contains(empty, (await staff.SubmitAsync(form, preview)).Text, StringComparison.Ordinal);

        var shown = await staff.SubmitAsync(form, preview, ("Input.Reason", "A"), ("Input.Reference", "Advice 7"));
        Assert.Equal(new Usd(-40_00), await BalanceAsync(account));
        var desk = await staff.SubmitAsync(shown, confirm);

        Assert.Contains(done, desk.Text, StringComparison.Ordinal);
        Assert.Contains("Advice 7", desk.Text, StringComparison.Ordinal);
        Assert.Equal(new Usd(25_00), await BalanceAsync(account));
    }

    [Fact]
    public async Task A_supervisor_takes_checks_again_and_a_technician_may_not()
    {
        var (account, staff) = await OpenAsync();
        for (var i = 0; i < 2; i++)
        {
            var payment = await PaidAsync(account, Tender.Check);
            var form = await staff.GoAsync($"/office/returns/payment/{payment.Id}");
            await staff.SubmitAsync(
                await staff.SubmitAsync(form, "Show the effect", ("Input.Reason", "A")), "Return it");
        }

        var restriction = await site.ReadAsync(db => db.Set<PaymentRestriction>()
            .SingleAsync(r => r.CustomerId == account.CustomerId && r.Kind == RestrictionKind.NoChecks));
        var address = $"/office/returns/lift/{restriction.Id}";
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await staff.GoAsync(address)).Status);
        var supervisor = await site.SignedInAsync(Sam);
        var page = await supervisor.GoAsync(address);
        Assert.Contains("Say why", (await supervisor.SubmitAsync(page, "Take checks")).Text, StringComparison.Ordinal);
        var lifted = await supervisor.SubmitAsync(page, "Take checks", ("Reason", "The bank's mistake"));

        Assert.Contains("are taken again", lifted.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_checked_shown_and_booked_and_what_nobody_knows_waits()
    {
        var (account, staff) = await OpenAsync();
        var payment = await PaidAsync(account, Tender.BankDebit, "109000010000042");
        var bytes = await site.ReadAsync(db => new SampleReturns(
            db, site.Services.GetRequiredService<BusinessClock>()).RunAsync(default));
        var upload = await staff.GoAsync("/office/returns/import");
        var missing = await staff.SubmitFileAsync(upload, "Check the file", ("Nothing", "a", []));
        Assert.Contains("Choose a file.", missing.Text, StringComparison.Ordinal);
        var wrong = await staff.SubmitFileAsync(upload, "Check the file", ("Upload", "a.ach", "meter"u8.ToArray()));
        Assert.Contains("This is no NACHA file.", wrong.Text, StringComparison.Ordinal);
        var bent = Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(bytes!).Replace("0000004565", "0000004566",
            StringComparison.Ordinal));
        var refused = await staff.SubmitFileAsync(upload, "Check the file", ("Upload", "bent.ach", bent));
        Assert.Contains("Refused", refused.Text, StringComparison.Ordinal);

        var file = await staff.SubmitFileAsync(
            await staff.GoAsync("/office/returns/import"), "Check the file", ("Upload", "returns.ach", bytes!));
        Assert.Contains("Nothing is booked yet.", file.Text, StringComparison.Ordinal);
        await staff.SubmitAsync(file, "Book the file: 2 returns");
        await site.AskAsync<BookBankRows>(async act =>
        {
            while (await act.RunAsync(default) > 0)
            {
            }
        });

        Assert.True(await site.ReadAsync(db => db.Set<ReturnedPayment>().AnyAsync(r => r.PaymentId == payment.Id)));
        var row = await site.ReadAsync(db => db.Set<BankFileRow>().SingleAsync(r =>
            r.Outcome == BankRowOutcome.Unmatched
            && db.Set<BankFile>().Any(f => f.Id == r.BankFileId && f.State == BankFileState.Done)));
        Assert.Contains(row.OriginalTrace, (await staff.GoAsync("/office/returns")).Text, StringComparison.Ordinal);
        var page = await staff.GoAsync($"/office/returns/row/{row.Id}");
        Assert.Contains("Say what was found", (await staff.SubmitAsync(page, "Decide")).Text, StringComparison.Ordinal);
        var decided = await staff.SubmitAsync(page, "Decide", ("Input.Note", "Of the library"));
        Assert.Contains("The return is decided.", decided.Text, StringComparison.Ordinal);
        var again = await staff.SubmitFileAsync(
            await staff.GoAsync("/office/returns/import"), "Check the file", ("Upload", "other.ach", bytes!));
        Assert.Contains("This file was booked before", again.Text, StringComparison.Ordinal);
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

    private async Task<Payment> PaidAsync(CustomerAccount account, Tender tender, string? trace = null)
    {
        Payment? paid = null;
        await site.AskAsync<PostPayment>(async act => paid = ((Outcome<Payment>.Done)await act.RunAsync(
            new(account.Id, new(Guid.CreateVersion7(), new Usd(40_00), tender, site.Clock.GetUtcNow(), Actor.System)
            {
                BankTrace = trace,
            }),
            default)).Value);
        return paid!;
    }

    private Task<Usd> BalanceAsync(CustomerAccount account) => site.ReadAsync(db =>
        db.CustomerAccounts.Where(a => a.Id == account.Id).Select(a => a.Balance).SingleAsync());
}
