using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Checks;
using Portal.Core.Payments.Refunds;
using Portal.Core.Staff;
using Portal.Testing;

namespace Portal.Web.Tests.Office;

/// <summary>
/// A refund over its pages: asked for by one, approved by another, sent out by a third, paid by check.
/// </summary>
public sealed class RefundPagesTests(PayingSite site) : IClassFixture<PayingSite>
{
    [Fact]
    public async Task From_the_account_to_the_check()
    {
        var account = await OverpaidAsync(130_00);
        var terry = await site.TechnicianAsync();
        await LookAsync(terry, account.Id);

        var form = await terry.GoAsync($"/office/accounts/{account.Id}/refund");
        Assert.Contains("$130.00", form.Text, StringComparison.Ordinal);
        var wrong = await terry.SubmitAsync(form, "Ask for approval", ("Input.Amount", "131"), ("Input.Note", ""));
        Assert.StartsWith("Error: ", wrong.Document.Title, StringComparison.Ordinal);
        var asked = await terry.SubmitAsync(
            wrong, "Ask for approval", ("Input.Amount", "130"), ("Input.Note", "Paid twice"));
        Assert.Contains("The refund was asked for.", asked.Text, StringComparison.Ordinal);
        var refund = await site.City.ReadAsync(db => db.Set<Refund>().AsNoTracking().SingleAsync());
        Assert.Contains(refund.Reference, (await terry.GoAsync("/office/refunds")).Text, StringComparison.Ordinal);
        Assert.Contains("You asked for this refund.", (await terry.GoAsync(
            $"/office/refunds/{refund.Id}/approve")).Text, StringComparison.Ordinal);

        var sam = await site.SupervisorAsync();
        Assert.Contains(refund.Reference, (await sam.GoAsync("/office/approvals")).Text, StringComparison.Ordinal);
        var approved = await sam.SubmitAsync(await sam.GoAsync($"/office/refunds/{refund.Id}/approve"), "Approve $");
        Assert.Contains("You approved the refund.", approved.Text, StringComparison.Ordinal);
        Assert.Contains("Somebody else must send it out.", (await sam.GoAsync(
            $"/office/refunds/{refund.Id}/issue")).Text, StringComparison.Ordinal);

        var ines = Actor.Staff(await StaffAsync());
        City.Done(await site.City.AskAsync<IssueRefund, Outcome<Refund>>(
            act => act.RunAsync(new(refund.Id, refund.Amount, ines), default)));
        var check = await site.City.ReadAsync(db => db.Set<BankCheck>().AsNoTracking().SingleAsync());
        Assert.Contains("No check waits that you may print.", (await terry.GoAsync("/office/checks")).Text,
            StringComparison.Ordinal);
        var page = await terry.GoAsync($"/office/checks/{check.Id}");
        var nothing = await terry.SubmitAsync(page, "Record it");
        Assert.Contains("Choose what happened.", nothing.Text, StringComparison.Ordinal);
        var voided = await terry.SubmitAsync(nothing, "Record it", ("Act", "Void"), ("Note", "Torn"));
        Assert.Contains("The check is void.", voided.Text, StringComparison.Ordinal);
        Assert.Contains("On its way", (await terry.GoAsync($"/office/refunds/{refund.Id}")).Text,
            StringComparison.Ordinal);
    }

    private async Task<CustomerAccount> OverpaidAsync(long cents)
    {
        var account = await site.City.AccountAsync();
        City.Done(await site.City.AskAsync<PostPayment, Outcome<Payment>>(act => act.RunAsync(
            new(account.Id, new(
                Guid.CreateVersion7(), new Usd(cents), Tender.Cash, site.City.Clock.GetUtcNow(), Actor.System)),
            default)));
        return account;
    }

    private async Task<Guid> StaffAsync()
    {
        var user = await site.City.ResidentAsync("Ines");
        await site.City.ReadAsync(db =>
        {
            db.Add(new StaffMember
            {
                UserId = user.Id, Role = StaffRole.Technician, StartedAt = site.City.Clock.GetUtcNow(),
            });
            return db.SaveChangesAsync();
        });
        return user.Id;
    }

    private static async Task LookAsync(SiteBrowser browser, Guid account)
    {
        var why = await browser.GoAsync($"/office/accounts/{account}");
        await browser.SendFormAsync(
            why, (IHtmlFormElement)why.Document.QuerySelector("main form[method=post]")!, null,
            ("Input.Chosen", "call"), ("Input.Words", ""));
    }
}
