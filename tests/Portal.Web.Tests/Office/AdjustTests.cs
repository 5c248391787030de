using System.Net;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Common;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Web.Tests.Office;

/// <summary>Corrections, canceled bills, approvals and late charges, by the forms that people use.</summary>
public sealed class AdjustTests(SignInSite site) : IClassFixture<SignInSite>
{
    private const string Terry = "terry.technician@example.gov";
    private const string Sam = "sam.supervisor@example.gov";

    [Fact]
    public async Task A_technician_sees_the_effect_and_then_posts_it()
    {
        var (account, item) = await BilledAsync(60_00);
        var staff = await OpenAsync(Terry, account);
        var empty = await staff.GoAsync($"/office/accounts/{account.Id}/adjust");
        var wrong = await staff.SubmitAsync(empty, "Show the effect", ("Amount", "ten"));

        var shown = await staff.SubmitAsync(empty, "Show the effect", Fields(item, "10.00"));
        Assert.Contains("$50.00", shown.Text, StringComparison.Ordinal);
        Assert.Equal(new Usd(60_00), await BalanceAsync(account));
        var done = await staff.SubmitAsync(shown, "Post $10.00", ("Input.Side", "Credit"));

        Assert.Contains("Enter the amount in digits", wrong.Text, StringComparison.Ordinal);
        Assert.Equal($"/office/accounts/{account.Id}", done.Path);
        Assert.Contains("The correction is posted.", done.Text, StringComparison.Ordinal);
        Assert.Contains("Correction of a meter reading", done.Text, StringComparison.Ordinal);
        Assert.Equal(new Usd(50_00), await BalanceAsync(account));
    }

    [Fact]
    public async Task What_is_too_large_for_a_technician_waits_for_a_supervisor()
    {
        var (account, item) = await BilledAsync(200_00);
        var staff = await OpenAsync(Terry, account);
        var form = await staff.GoAsync($"/office/accounts/{account.Id}/adjust");
        var shown = await staff.SubmitAsync(form, "Show the effect", Fields(item, "80.00"));
        var asked = await staff.SubmitAsync(shown, "Ask for approval", ("Input.Side", "Credit"));
        Assert.Contains("Waits for approval", asked.Text, StringComparison.Ordinal);
        Assert.Contains(
            "Wait: you asked", (await staff.GoAsync("/office/approvals")).Text, StringComparison.Ordinal);
        Assert.Equal(new Usd(200_00), await BalanceAsync(account));

        var supervisor = await site.SignedInAsync(Sam);
        var inbox = await supervisor.GoAsync("/office/approvals");
        Assert.Contains("Terry Technician", inbox.Text, StringComparison.Ordinal);
        var id = await site.ReadAsync(db => db.Set<Portal.Core.Billing.Approvals.ApprovalRequest>()
            .Where(r => r.CustomerAccountId == account.Id).Select(r => r.Id).SingleAsync());
        Assert.NotEqual(HttpStatusCode.OK, (await staff.GoAsync($"/office/approvals/{id}")).Status);
        var request = await supervisor.GoAsync($"/office/approvals/{id}");
        Assert.Contains("$120.00", request.Text, StringComparison.Ordinal);
        var declined = await supervisor.SubmitAsync(request, "Decline");
        Assert.Contains("Say why you decline.", declined.Text, StringComparison.Ordinal);
        var approved = await supervisor.SubmitAsync(request, "Approve $80.00");

        Assert.Contains("Approved and posted.", approved.Text, StringComparison.Ordinal);
        Assert.Equal(new Usd(120_00), await BalanceAsync(account));
    }

    [Fact]
    public async Task A_second_courtesy_asks_why_and_a_file_is_kept_and_shown_to_who_decides()
    {
        var (account, item) = await BilledAsync(60_00);
        var staff = await OpenAsync(Terry, account);
        (string, string)[] courtesy =
            [.. Fields(item, "5.00").Select(f => f.Label == "Reason" ? (f.Label, "courtesy") : f)];
        var form = await staff.GoAsync($"/office/accounts/{account.Id}/adjust");
        await staff.SubmitAsync(await staff.SubmitAsync(form, "Show the effect", courtesy), "Post", courtesy[0]);
        form = await staff.GoAsync($"/office/accounts/{account.Id}/adjust");

        var refused = await staff.SubmitFileAsync(
            form, "Show the effect", ("Input.File", "order.pdf", RecordsPagesTests.Pdf()),
            [.. courtesy, ("Input.Document", "Work order 7")]);
        Assert.Contains("Say why one more should be given", refused.Text, StringComparison.Ordinal);
        var shown = await staff.SubmitAsync(
            refused, "Show the effect", courtesy[0], ("Why one more credit should be given", "Two leaks, one crew"));
        var asked = await staff.SubmitAsync(shown, "Ask for approval", courtesy[0]);
        Assert.Contains("waits for a supervisor", asked.Text, StringComparison.Ordinal);

        var id = await site.ReadAsync(db => db.Set<Portal.Core.Billing.Approvals.ApprovalRequest>()
            .Where(r => r.CustomerAccountId == account.Id).Select(r => r.Id).SingleAsync());
        var supervisor = await site.SignedInAsync(Sam);
        var request = await supervisor.GoAsync($"/office/approvals/{id}");
        Assert.Contains("Two leaks, one crew", request.Text, StringComparison.Ordinal);
        Assert.NotNull(request.Document.QuerySelector("main dl a[href^='/office/records/']"));
        await supervisor.SubmitAsync(request, "Approve $5.00");

        Assert.Equal(new Usd(50_00), await BalanceAsync(account));
        var record = await staff.GoAsync($"/office/accounts/{account.Id}");
        Assert.Contains("Work order 7", record.Text, StringComparison.Ordinal);
        Assert.NotNull(
            record.Document.QuerySelector("section[aria-labelledby=adjustments] a[href^='/office/records/']"));
    }

    [Theory]
    [InlineData("en", "Canceled")]
    [InlineData("es", "Cancelada")]
    public async Task A_bill_is_canceled_and_the_account_says_so(string language, string word)
    {
        var (account, item) = await BilledAsync(60_00);
        var staff = await OpenAsync(Terry, account);
        var address = $"/office/accounts/{account.Id}/bills/{item.BillId}/cancel";
        var empty = await staff.SubmitAsync(await staff.GoAsync(address), "Show the effect");
        var shown = await staff.SubmitAsync(
            empty, "Show the effect", ("Reason", "meter_error"), ("Why, in a few words", "Read backwards"));
        await staff.SubmitAsync(shown, "Cancel bill");
        await staff.GoAsync($"/language/{language}");

        var record = await staff.GoAsync($"/office/accounts/{account.Id}");

        Assert.Contains("Choose a reason.", empty.Text, StringComparison.Ordinal);
        Assert.Contains(word, record.Text, StringComparison.Ordinal);
        Assert.Equal(Usd.Zero, await BalanceAsync(account));
        Assert.Equal(HttpStatusCode.OK, (await staff.GoAsync(address)).Status);
    }

    [Fact]
    public async Task A_declined_request_says_so_and_can_be_made_anew()
    {
        var (account, item) = await BilledAsync(200_00);
        var staff = await OpenAsync(Terry, account);
        var form = await staff.GoAsync($"/office/accounts/{account.Id}/adjust");
        var shown = await staff.SubmitAsync(form, "Show the effect", Fields(item, "80.00"));
        await staff.SubmitAsync(shown, "Ask for approval", ("Input.Side", "Credit"));
        var id = await site.ReadAsync(db => db.Set<Portal.Core.Billing.Approvals.ApprovalRequest>()
            .Where(r => r.CustomerAccountId == account.Id).Select(r => r.Id).SingleAsync());
        var supervisor = await site.SignedInAsync(Sam);
        await supervisor.SubmitAsync(
            await supervisor.GoAsync($"/office/approvals/{id}"), "Decline", ("Note", "Show the work order."));

        var told = await staff.SubmitAsync(shown, "Ask for approval", ("Input.Side", "Credit"));
        var effect = await staff.SubmitAsync(told, "Show the effect", ("Input.Side", "Credit"));
        var anew = await staff.SubmitAsync(effect, "Ask for approval", ("Input.Side", "Credit"));

        Assert.Contains("declined: Show the work order.", told.Text, StringComparison.Ordinal);
        Assert.Contains("waits for a supervisor", anew.Text, StringComparison.Ordinal);
        Assert.Equal(2, await site.ReadAsync(db => db.Set<Portal.Core.Billing.Approvals.ApprovalRequest>()
            .CountAsync(r => r.CustomerAccountId == account.Id)));
    }

    [Fact]
    public async Task Late_charges_are_previewed_by_one_and_released_by_another()
    {
        var (account, _) = await BilledAsync(60_00);
        site.Clock.Advance(TimeSpan.FromDays(40));
        await OpenPeriodsAsync();
        var staff = await site.SignedInAsync(Terry);
        var run = await staff.SubmitAsync(await staff.GoAsync("/office/latecharges"), "Preview today");
        Assert.Contains("A supervisor releases the run.", run.Text, StringComparison.Ordinal);

        var supervisor = await site.SignedInAsync(Sam);
        var posted = await supervisor.SubmitAsync(await supervisor.GoAsync(run.Path), "Release");

        Assert.Contains("Posted", posted.Text, StringComparison.Ordinal);
        Assert.Equal(new Usd(63_00), await BalanceAsync(account));
        Assert.True(await site.ReadAsync(db => db.Set<LateCharge>().AnyAsync()));
    }

    private static (string Label, string Value)[] Fields(OpenItem item, string amount) =>
    [
        ("Input.Side", "Credit"), ("Which charge?", $"{item.Id}"), ("Amount", amount), ("Reason", "meter_error"),
        ("Why, in a few words", "Read twice"),
    ];

    private async Task<SiteBrowser> OpenAsync(string email, CustomerAccount account)
    {
        var staff = await site.SignedInAsync(email);
        var why = await staff.GoAsync($"/office/accounts/{account.Id}");
        await staff.SendFormAsync(
            why, (IHtmlFormElement)why.Document.QuerySelector("main form[method=post]")!, null,
            ("Input.Chosen", "call"), ("Input.Words", ""));
        return staff;
    }

    private async Task<(CustomerAccount Account, OpenItem Item)> BilledAsync(long cents)
    {
        await OpenPeriodsAsync();
        var account = await site.AccountAsync();
        var today = DateOnly.FromDateTime(site.Clock.GetUtcNow().DateTime);
        await site.AskAsync<IssueBill>(act => act.RunAsync(
            new(Guid.CreateVersion7(), account.Id, today.AddMonths(-1), today, today.AddDays(21),
                [
                    new("water_use", ChargeKind.Service, UtilityService.Water, 3, "CCF", new Usd(cents), "510", "4010",
                        "{}"),
                ],
                [], Actor.System),
            default));
        return (account, await site.ReadAsync(db => db.OpenItems.SingleAsync(i => i.CustomerAccountId == account.Id)));
    }

    private Task OpenPeriodsAsync() => site.AskAsync<Portal.Core.Data.PortalDbContext>(
        db => new OpenPeriods(db, site.Services.GetRequiredService<BusinessClock>()).RunAsync(default));

    private Task<Usd> BalanceAsync(CustomerAccount account) => site.ReadAsync(db =>
        db.CustomerAccounts.Where(a => a.Id == account.Id).Select(a => a.Balance).SingleAsync());
}
