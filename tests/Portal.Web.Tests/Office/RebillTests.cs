using System.Net;
using AngleSharp.Html.Dom;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rating;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Web.Tests.Office;

/// <summary>A bill is taken back and its period billed again, by the form that the office uses.</summary>
public sealed class RebillTests(SignInSite site) : IClassFixture<SignInSite>
{
    private const string Terry = "terry.technician@example.gov";
    private const string Sam = "sam.supervisor@example.gov";

    [Fact]
    public async Task The_difference_is_shown_and_then_billed()
    {
        var (account, bill) = await BilledAsync(60_00);
        var staff = await OpenAsync(Terry, account);
        var address = $"/office/accounts/{account.Id}/bills/{bill.Id}/rebill";
        var record = await staff.GoAsync($"/office/accounts/{account.Id}/bills/{bill.Id}");
        var form = await staff.GoAsync(address);

        var empty = await staff.SubmitAsync(form, "Show the effect");
        var shown = await staff.SubmitAsync(
            empty, "Show the effect", ("Reason", "billing_error"), ("Why, in a few words", "A cart too many"));
        Assert.Equal(new Usd(60_00), await BalanceAsync(account));
        var done = await staff.SubmitAsync(shown, "Bill $");
        var again = await staff.GoAsync(address);

        Assert.Contains("Cancel and bill again", record.Text, StringComparison.Ordinal);
        Assert.Contains("Choose a reason.", empty.Text, StringComparison.Ordinal);
        Assert.Contains("Balance afterwards", shown.Text, StringComparison.Ordinal);
        Assert.Contains("The period is billed again.", done.Text, StringComparison.Ordinal);
        Assert.Contains("was billed again already", again.Text, StringComparison.Ordinal);
        var rebill = await site.ReadAsync(db => db.Bills.SingleAsync(b => b.RebillsId == bill.Id));
        Assert.Equal(rebill.NewCharges, await BalanceAsync(account));
        Assert.NotEqual(bill.NewCharges, rebill.NewCharges);
    }

    [Fact]
    public async Task A_large_difference_waits_for_a_supervisor_and_Spanish_says_the_same()
    {
        var (account, bill) = await BilledAsync(300_00);
        var staff = await OpenAsync(Terry, account);
        await staff.GoAsync("/language/es");
        var form = await staff.GoAsync($"/office/accounts/{account.Id}/bills/{bill.Id}/rebill");
        Assert.Contains("Facturar de nuevo el período", form.Text, StringComparison.Ordinal);
        await staff.GoAsync("/language/en");
        var shown = await staff.SubmitAsync(
            await staff.GoAsync(form.Path), "Show the effect", ("Reason", "rate_error"),
            ("Why, in a few words", "Old rates"));
        var asked = await staff.SubmitAsync(shown, "Ask for approval");
        Assert.Equal(new Usd(300_00), await BalanceAsync(account));

        var id = await site.ReadAsync(db => db.Set<ApprovalRequest>()
            .Where(r => r.CustomerAccountId == account.Id).Select(r => r.Id).SingleAsync());
        var supervisor = await site.SignedInAsync(Sam);
        var request = await supervisor.GoAsync($"/office/approvals/{id}");
        var approved = await supervisor.SubmitAsync(request, "Approve $");

        Assert.Contains("waits for a supervisor", asked.Text, StringComparison.Ordinal);
        Assert.Contains("Billing a period again", request.Text, StringComparison.Ordinal);
        Assert.Contains("Approved and posted.", approved.Text, StringComparison.Ordinal);
        Assert.Equal(
            await site.ReadAsync(db => db.Bills.Where(b => b.RebillsId == bill.Id).Select(b => b.NewCharges)
                .SingleAsync()),
            await BalanceAsync(account));
    }

    [Fact]
    public async Task The_reads_of_a_canceled_bill_are_doubted_and_wait_in_the_queue()
    {
        var (account, bill) = await BilledAsync(60_00);
        await site.ReadAsync(db => db.Database.ExecuteSqlAsync($"""
            with point as (
              insert into service_point (id, premise_id, service, meter_number, meter_size, read_unit)
              values (gen_random_uuid(), {account.PremiseId}, 'water', 'M-4711', '3/4"', 'CCF') returning id),
            agreed as (
              insert into service_agreement (id, customer_account_id, service_point_id, customer_class, starts_on)
              select gen_random_uuid(), {account.Id}, id, 'residential', {bill.PeriodFrom} from point),
            taken as (
              insert into meter_read (id, service_point_id, read_on, reading, kind)
              select gen_random_uuid(), id, day, reading, 'actual' from point,
                (values ({bill.PeriodFrom}, 100), ({bill.PeriodTo}, 163)) r (day, reading))
            insert into bill_read (bill_id, service_point_id, meter_number, previous_read_on, previous_reading,
              previous_kind, current_read_on, current_reading, current_kind, used, unit)
            select {bill.Id}, id, 'M-4711', {bill.PeriodFrom}, 100, 'actual', {bill.PeriodTo}, 163, 'actual', 63, 'CCF'
            from point
            """));
        var staff = await OpenAsync(Terry, account);
        var address = $"/office/accounts/{account.Id}/bills/{bill.Id}";
        Assert.DoesNotContain("M-4711: 163", (await staff.GoAsync(address)).Text, StringComparison.Ordinal);
        await site.AskAsync<CancelBill>(act => act.RunAsync(
            new(Guid.CreateVersion7(), bill.Id, "meter_error", "Digits swapped", new Usd(60_00), Actor.System),
            default));

        var canceled = await staff.GoAsync(address);
        var wrong = await staff.SubmitAsync(canceled, "Doubt this read");
        var doubted = await staff.SubmitAsync(
            wrong, "Doubt this read", ("Note", "Photo shows 136"));

        Assert.Contains("Say why", wrong.Text, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("/office/billing/reads/", doubted.Path, StringComparison.Ordinal);
        Assert.Contains("Doubted by a person", doubted.Text, StringComparison.Ordinal);
        Assert.Contains("Photo shows 136", doubted.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bill_of_another_account_is_not_there()
    {
        var (account, _) = await BilledAsync(60_00);
        var (_, other) = await BilledAsync(60_00);
        var staff = await OpenAsync(Terry, account);

        Assert.Equal(
            HttpStatusCode.NotFound,
            (await staff.GoAsync($"/office/accounts/{account.Id}/bills/{other.Id}/rebill")).Status);
    }

    private static readonly string Explained = new LineExplanation
    {
        Kind = "flat", Label = new("Refuse cart", "Contenedor de basura"), Quantity = 1, Unit = "month",
        ScheduleId = "test", ScheduleVersion = 1, FromOn = new(2026, 1, 1), ToOn = new(2026, 2, 1),
    }.ToJson();

    private async Task<SiteBrowser> OpenAsync(string email, CustomerAccount account)
    {
        var staff = await site.SignedInAsync(email);
        var why = await staff.GoAsync($"/office/accounts/{account.Id}");
        await staff.SendFormAsync(
            why, (IHtmlFormElement)why.Document.QuerySelector("main form[method=post]")!, null,
            ("Input.Chosen", "call"), ("Input.Words", ""));
        return staff;
    }

    private Task<Usd> BalanceAsync(CustomerAccount account) => site.ReadAsync(db => db.CustomerAccounts
        .Where(a => a.Id == account.Id).Select(a => a.Balance).SingleAsync());

    /// <summary>An account with refuse service that was billed something else than its rates come to.</summary>
    private async Task<(CustomerAccount Account, Bill Bill)> BilledAsync(long cents)
    {
        var account = await site.AccountAsync();
        var today = DateOnly.FromDateTime(site.Clock.GetUtcNow().DateTime);
        var rates = await File.ReadAllTextAsync(
            Testing.Repository.Path("src/Portal.Core/Data/Seeds/rates/alder-falls.json"));
        await site.ReadAsync(db => db.Database.ExecuteSqlAsync($$"""
            with point as (
              insert into service_point (id, premise_id, service, carts)
              values (gen_random_uuid(), {{account.PremiseId}}, 'refuse', 1) returning id),
            agreed as (
              insert into service_agreement (id, customer_account_id, service_point_id, customer_class, starts_on,
                choice)
              select gen_random_uuid(), {{account.Id}}, id, 'residential', {{today.AddYears(-1)}}, '64-gallon'
              from point),
            priced as (
              insert into rate_schedule (id, code, effective_on, document, created_at)
              select gen_random_uuid(), s ->> 'id', (s ->> 'effective_on')::date,
                jsonb_build_object('schedules', jsonb_build_array(s)), now()
              from jsonb_array_elements({{rates}}::jsonb -> 'schedules') s on conflict do nothing)
            insert into accounting_period (starts_on, state)
            select date_trunc('month', {{today}}::date)::date, 'open'
            on conflict (starts_on) do update set state = 'open'
            """));
        await site.ReadAsync(db => db.Database.ExecuteSqlAsync($"""
            update rate_schedule set state = 'released', released_by = 'city', released_at = now() where state = 'draft'
            """));
        await site.AskAsync<IssueBill>(act => act.RunAsync(
            new(Guid.CreateVersion7(), account.Id, today.AddMonths(-1), today, today.AddDays(21),
                [
                    new("refuse_cart", ChargeKind.Service, UtilityService.Refuse, 1, "month", new Usd(cents), "530",
                        "4030", Explained),
                ],
                [], Actor.System),
            default));
        return (account, await site.ReadAsync(db => db.Bills.AsNoTracking()
            .SingleAsync(b => b.CustomerAccountId == account.Id)));
    }
}
