using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Runs;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Testing;
using Xunit;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;

namespace Portal.Core.Tests.Billing.Adjustments;

/// <summary>Bills of a run are taken back and their period is billed again from what was corrected.</summary>
public sealed class RebillPeriodTests : IAsyncLifetime
{
    private const int Accounts = 12;

    private BillingTown _town = null!;

    private City City => _town.City;

    public async Task InitializeAsync()
    {
        _town = await BillingTown.CreateAsync(Accounts, inChunk: 12);
        await _town.ReadAsync(City.Today, Accounts);
        await _town.BillAsync(City.Today);
    }

    public async Task DisposeAsync() => await _town.DisposeAsync();

    [Fact]
    public async Task One_cart_more_is_billed_by_a_new_number_that_cites_the_original()
    {
        var bill = await BillOfAsync(1);
        await CartsAsync(bill, 1);
        var request = await RequestAsync(bill);

        var rebill = City.Done(await RebillAsync(request)).Bill!;

        Assert.Equal((bill.Id, bill.PeriodFrom, bill.PeriodTo), (rebill.RebillsId, rebill.PeriodFrom, rebill.PeriodTo));
        Assert.True(rebill.Number > bill.Number && rebill.NewCharges > bill.NewCharges);
        Assert.Equal(
            (bill.NewCharges, -bill.NewCharges, rebill.NewCharges),
            (rebill.PreviousBalance, rebill.Adjustments, rebill.TotalDue));
        Assert.Equal(rebill.NewCharges, await BalanceAsync(bill));
        var again = City.Done(await RebillAsync(request with { OperationId = Guid.CreateVersion7() }));
        Assert.Equal(rebill.Id, again.Bill!.Id);
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task A_corrected_read_bills_what_was_used()
    {
        var bill = await BillOfAsync(2);
        var used = (await UsedAsync(bill)).Used;
        await City.CancelAsync(
            await City.ReadAsync(db => db.CustomerAccounts.SingleAsync(a => a.Id == bill.CustomerAccountId)), bill);
        await _town.ExecuteAsync($"""
            with wrong as (select r.* from meter_read r join service_point p on p.id = r.service_point_id
              where p.premise_id = '{await PremiseAsync(bill)}' and r.read_on = '{bill.PeriodTo:yyyy-MM-dd}'),
            told as (insert into meter_read_change (id, meter_read_id, was_on, was_reading, was_kind, now_on,
                now_reading, now_kind, changed_at, changed_by, reason)
              select gen_random_uuid(), id, read_on, reading, kind, read_on, reading - 1, kind, now(), 'a', 'misread'
              from wrong)
            update meter_read set reading = meter_read.reading - 1 from wrong where wrong.id = meter_read.id
            """);

        var rebill = City.Done(await RebillAsync(await RequestAsync(bill))).Bill!;

        Assert.Equal(used - 1, (await UsedAsync(rebill)).Used);
        Assert.True(rebill.NewCharges < bill.NewCharges);
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task Eight_at_once_bill_once()
    {
        var bill = await BillOfAsync(3);
        await CartsAsync(bill, 1);
        var request = await RequestAsync(bill);

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => RebillAsync(
            i % 2 == 0 ? request : request with { OperationId = Guid.CreateVersion7() })));

        Assert.Single(made.Select(m => City.Done(m).Bill!.Id).Distinct());
        Assert.Equal(request.TotalSeen, await BalanceAsync(bill));
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task Killed_before_the_commit_the_old_bill_stands()
    {
        var bill = await BillOfAsync(4);
        await CartsAsync(bill, 1);
        var request = await RequestAsync(bill);

        var dying = DyingCommits.Switch();
        dying.Value = true;
        await Assert.ThrowsAsync<ProcessDiedException>(() => RebillAsync(request));
        dying.Value = false;

        Assert.Equal(bill.NewCharges, await BalanceAsync(bill));
        Assert.NotNull(City.Done(await RebillAsync(request)).Bill);
        Assert.Equal(request.TotalSeen, await BalanceAsync(bill));
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task A_large_difference_waits_for_a_second_person_and_holds_for_no_other_total()
    {
        var bill = await BillOfAsync(5);
        await CartsAsync(bill, 9);
        var request = await RequestAsync(bill);

        var waiting = City.Done(await RebillAsync(request)).Waiting!;
        Assert.Equal(request.TotalSeen - bill.NewCharges, waiting.Amount);
        Assert.Equal(bill.NewCharges, await BalanceAsync(bill));
        Assert.Equal("Approval_OwnRequest", Refused(await City.DecideAsync(waiting.Id, Decision.Approved, Technician)));
        await CartsAsync(bill, 1);
        Assert.Equal("Rebill_TotalChanged", Refused(await City.DecideAsync(waiting.Id, Decision.Approved)));
        await CartsAsync(bill, -1);
        City.Done(await City.DecideAsync(waiting.Id, Decision.Approved));

        Assert.Equal(request.TotalSeen, await BalanceAsync(bill));
        await City.AssertBooksAsync();
    }

    [Fact]
    public async Task Without_an_approval_the_table_takes_no_large_difference()
    {
        var bill = await BillOfAsync(6);
        await City.CancelAsync(await AccountAsync(bill), bill);
        await using var command = City.Database.App.CreateCommand($$"""
            insert into bill select (jsonb_populate_record(b, '{"id": "00000000-0000-0000-0000-000000000009",
              "number": 9999, "journal_entry_id": null, "new_charges_cents": 0, "total_due_cents": 0,
              "payments_cents": 0, "previous_balance_cents": 0, "adjustments_cents": 0,
              "rebills_id": "{{bill.Id}}"}')).*
            from bill b where id = '{{bill.Id}}'
            """);

        var fault = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());

        Assert.Equal("ck_bill_rebill_limit", fault.ConstraintName);
    }

    [Theory]
    [InlineData("Rebill_NothingChanges")]
    [InlineData("Rebill_TotalChanged")]
    [InlineData("Adjust_BalanceChanged")]
    [InlineData("Adjust_ReasonMissing")]
    [InlineData("Adjust_NoteMissing")]
    [InlineData("Adjust_TooOldToCharge")]
    [InlineData("Bill_NotFound")]
    public async Task What_cannot_be_billed_again_is_refused(string refusal)
    {
        var bill = await BillOfAsync(7);
        if (refusal != "Rebill_NothingChanges")
        {
            await CartsAsync(bill, 1);
        }

        var request = await RequestAsync(bill);
        City.Clock.Advance(TimeSpan.FromDays(refusal == "Adjust_TooOldToCharge" ? 367 : 0));
        var wrong = refusal switch
        {
            "Rebill_TotalChanged" => request with { TotalSeen = request.TotalSeen + new Usd(1) },
            "Adjust_BalanceChanged" => request with { BalanceSeen = new Usd(1) },
            "Adjust_ReasonMissing" => request with { Reason = "because" },
            "Adjust_NoteMissing" => request with { Note = " " },
            "Bill_NotFound" => request with { BillId = Guid.CreateVersion7() },
            _ => request,
        };

        Assert.Equal(refusal, Refused(await RebillAsync(wrong)));
        Assert.Equal(bill.NewCharges, await BalanceAsync(bill));
    }

    [Fact]
    public async Task A_run_bills_no_canceled_period_and_it_is_billed_again_past_a_later_bill()
    {
        var bill = await BillOfAsync(8);
        await City.CancelAsync(await AccountAsync(bill), bill);
        City.Clock.Advance(TimeSpan.FromDays(30));
        var next = bill.PeriodTo.AddMonths(1);
        await _town.ReadAsync(next, Accounts);
        await _town.BillAsync(next);
        var ofPeriod = await City.ReadAsync(db => db.Bills.CountAsync(
            b => b.CustomerAccountId == bill.CustomerAccountId && b.PeriodFrom == bill.PeriodFrom));

        var again = City.Done(await RebillAsync(await RequestAsync(bill))).Bill!;

        Assert.Equal(1, ofPeriod);
        Assert.Equal((bill.NewCharges, bill.PeriodFrom), (again.NewCharges, again.PeriodFrom));
        await City.AssertBooksAsync();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_run_names_a_canceled_bill_whose_days_are_on_no_other(int monthsLater)
    {
        var bill = await BillOfAsync(9);
        await City.CancelAsync(await AccountAsync(bill), bill);
        City.Clock.Advance(TimeSpan.FromDays(30 * monthsLater));
        var period = monthsLater == 0
            ? await City.ReadAsync(db => db.Set<BillingPeriod>().AsNoTracking().SingleAsync())
            : await _town.PeriodAsync(bill.PeriodTo.AddMonths(1));

        var run = await _town.StartAsync(period);
        await _town.WorkAsync();

        Assert.Equal($"{bill.Number} {bill.PeriodFrom:yyyy-MM-dd}", await City.ReadAsync(
            db => db.Database.SqlQuery<string>($"""
                select detail[1] || ' ' || detail[2] as "Value" from bill_run_finding
                where run_id = {run.Id} and customer_account_id = {bill.CustomerAccountId}
                  and code = 'canceled_unbilled' and not blocks
                """).SingleAsync()));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("es")]
    public void Why_a_period_cannot_be_billed_is_said_in_words(string language)
    {
        var culture = System.Globalization.CultureInfo.GetCultureInfo(language);
        FindingCode[] never =
        [
            FindingCode.MissingCycle, FindingCode.RateVersion, FindingCode.ClosedWithUse, FindingCode.Changed,
            FindingCode.ReadChanged, FindingCode.AgreementChanged, FindingCode.PointChanged,
            FindingCode.ExchangeChanged, FindingCode.WaterChanged, FindingCode.CanceledUnbilled,
        ];
        foreach (var code in Enum.GetValues<FindingCode>().Except(never))
        {
            var said = WhyNotBilled.Of(new(null, code, true, "2026-01-31", "M1", "M2"));

            var sentence = Core.Words.Text.In(culture, "Refusals", said.Key, said.Values);
            Assert.DoesNotContain($"{code}", sentence, StringComparison.Ordinal);
            Assert.DoesNotContain("2026-01-31", sentence, StringComparison.Ordinal);
        }
    }

    private Task<Outcome<Posted>> RebillAsync(RebillPeriod.Request request) =>
        City.AskAsync<RebillPeriod, Outcome<Posted>>(act => act.RunAsync(request, default));

    private async Task<RebillPeriod.Request> RequestAsync(Bill bill)
    {
        var rebill = await City.ReadAsync(db => RebillCase.OfAsync(db, bill, City.Today, default));
        return new(
            Guid.CreateVersion7(), bill.Id, "billing_error", "Counted wrong", rebill.Total, await BalanceAsync(bill),
            Technician);
    }

    private Task<Bill> BillOfAsync(int account) => City.ReadAsync(db => (
        from bill in db.Bills
        join owner in db.CustomerAccounts on bill.CustomerAccountId equals owner.Id
        where owner.Number == $"{5_000_000_000 + account}"
        select bill).AsNoTracking().SingleAsync());

    private Task<CustomerAccount> AccountAsync(Bill bill) => City.ReadAsync(
        db => db.CustomerAccounts.AsNoTracking().SingleAsync(a => a.Id == bill.CustomerAccountId));

    private async Task<Guid> PremiseAsync(Bill bill) => (await AccountAsync(bill)).PremiseId;

    private async Task<Usd> BalanceAsync(Bill bill) => (await AccountAsync(bill)).Balance;

    private Task<BillRead> UsedAsync(Bill bill) =>
        City.ReadAsync(db => db.BillReads.AsNoTracking().SingleAsync(r => r.BillId == bill.Id));

    private async Task CartsAsync(Bill bill, int more) => await _town.ExecuteAsync(
        $"update service_point set carts = carts + {more} where premise_id = '{await PremiseAsync(bill)}' "
        + "and service = 'refuse'");
}
