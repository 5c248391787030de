using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Returns;
using Portal.Core.Staff;
using Portal.Testing;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;
using static Portal.Core.Tests.Payments.Returns.ReturningCity;

namespace Portal.Core.Tests.Payments.Returns;

/// <summary>A payment that comes back is undone whole, once, whatever happened since (domain.md §4).</summary>
public sealed class ReturnPaymentTests(City city) : IClassFixture<City>
{
    [Fact]
    public async Task The_worked_example_of_a_returned_check_comes_to_143_15()
    {
        var account = await city.AccountOwingAsync(112.52m);
        var before = await ItemsAsync(account);
        var payment = await city.PayAsync(account, new Usd(112_52));
        city.Clock.Advance(TimeSpan.FromDays(60));

        var row = Assert.Single(City.Done(await city.ReturnAsync(ReturnOf(city, payment))));

        Assert.Equal(new Usd(143_15), await city.BalanceAsync(account));
        Assert.Equal(new Usd(5_63), row.Late);
        var items = await ItemsAsync(account);
        Assert.Equal(before, items.Where(i => before.ContainsKey(i.Key)).ToDictionary());
        Assert.Equal(new Usd(25_00), await city.ReadAsync(db => db.Adjustments
            .Where(a => a.Id == row.FeeAdjustmentId).Select(a => a.Amount).SingleAsync()));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task A_check_comes_back_after_two_later_payments()
    {
        var account = await city.AccountOwingAsync(80.00m);
        var check = await city.PayAsync(account, new Usd(80_00));
        await city.BillAsync(account, new Usd(50_00));
        await city.PayAsync(account, new Usd(50_00));
        await city.PayAsync(account, new Usd(30_00));

        City.Done(await city.ReturnAsync(ReturnOf(city, check)));

        // 80.00 owed again, 30.00 of it paid by what had been paid ahead; the fee of 25.00.
        Assert.Equal(new Usd(75_00), await city.BalanceAsync(account));
        Assert.Equal(new Usd(75_00), (await ItemsAsync(account)).Values.Select(v => v.Open).Sum());
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task In_a_closed_month_it_is_posted_in_the_open_one_and_names_the_original()
    {
        var account = await city.AccountOwingAsync(40.00m);
        var payment = await city.PayAsync(account, new Usd(40_00));
        var paidIn = new DateOnly(city.Today.Year, city.Today.Month, 1);
        await city.ReadAsync(db => db.Database.ExecuteSqlAsync(
            $"update accounting_period set state = 'closed' where starts_on = {paidIn}"));
        city.Clock.Advance(TimeSpan.FromDays(31));

        City.Done(await city.ReturnAsync(ReturnOf(city, payment)));

        var mirror = await city.ReadAsync(db => db.JournalEntries.SingleAsync(e => db.PaymentReversals.Any(
            r => r.PaymentId == payment.Id && r.JournalEntryId == e.Id)));
        Assert.Equal((EntryKinds.Reversal, city.Today, $"{payment.JournalEntryId}"),
            (mirror.Kind, mirror.BusinessDate, mirror.IdempotencyKey));
        await city.ReadAsync(db => db.Database.ExecuteSqlAsync(
            $"update accounting_period set state = 'open' where starts_on = {paidIn}"));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Eight_at_once_return_it_once_with_one_fee_and_one_letter()
    {
        var account = await city.AccountOwingAsync(40.00m);
        var payment = await city.PayAsync(account, new Usd(40_00));
        var request = ReturnOf(city, payment);

        var same = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => city.ReturnAsync(
            i < 4 ? request : request with { OperationId = Guid.CreateVersion7() })));

        Assert.All(same.Where(o => o is Outcome<IReadOnlyList<ReturnedPayment>>.Refused),
            o => Assert.Equal("Return_Already", Refused(o)));
        Assert.Equal(new Usd(65_00), await city.BalanceAsync(account));
        Assert.Single(await city.ReturnedAsync(account));
        Assert.Equal(1, await city.ReadAsync(db => db.OfficeTasks.CountAsync(
            t => t.DedupeKey == $"post:payment_returned:{payment.Id}")));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Killed_before_the_commit_it_leaves_nothing_and_is_then_returned_once()
    {
        var account = await city.AccountOwingAsync(40.00m);
        var payment = await city.PayAsync(account, new Usd(40_00));
        var request = ReturnOf(city, payment);

        var dying = DyingCommits.Switch();
        dying.Value = true;
        await Assert.ThrowsAsync<ProcessDiedException>(() => city.ReturnAsync(request));
        dying.Value = false;
        Assert.Equal(Usd.Zero, await city.BalanceAsync(account));
        City.Done(await city.ReturnAsync(request));
        City.Done(await city.ReturnAsync(request));

        Assert.Equal(new Usd(65_00), await city.BalanceAsync(account));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task An_item_that_paid_two_accounts_comes_back_whole_with_one_fee()
    {
        var operation = Guid.CreateVersion7();
        var (one, two) = (await city.AccountOwingAsync(10.00m), await city.AccountOwingAsync(20.00m));
        var first = await city.PayAsync(one, new Usd(10_00), operation);
        await city.PayAsync(two, new Usd(20_00), operation);

        Assert.Equal(2, City.Done(await city.ReturnAsync(ReturnOf(city, first))).Count);

        Assert.Equal(new Usd(55_00), await city.BalanceAsync(one) + await city.BalanceAsync(two));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task One_return_asks_for_certified_money_until_it_is_paid_and_two_end_checks_for_a_year()
    {
        var account = await city.AccountOwingAsync(40.00m);
        var other = await city.AccountOwingAsync(40.00m);
        City.Done(await city.ReturnAsync(ReturnOf(city, await city.PayAsync(account, new Usd(40_00)))));

        Assert.Equal(RestrictionKind.Certified, (await city.RestrictionAsync(account))!.Kind);
        Assert.Null(await city.RestrictionAsync(other));
        var again = await city.PayAsync(account, new Usd(65_00));
        Assert.Null(await city.RestrictionAsync(account));

        City.Done(await city.ReturnAsync(ReturnOf(city, again, "D")));

        var restriction = (await city.RestrictionAsync(account))!;
        Assert.Equal((RestrictionKind.NoChecks, city.Today.AddMonths(12)), (restriction.Kind, restriction.EndsOn));
        // The second fee is the table's later one.
        Assert.Equal(new Usd(100_00), await city.BalanceAsync(account));
        City.Done(await city.AskAsync<LiftRestriction, Outcome<PaymentRestriction>>(
            act => act.RunAsync(new(restriction.Id, "The bank's mistake", Supervisor), default)));
        Assert.NotEqual(RestrictionKind.NoChecks, (await city.RestrictionAsync(account))?.Kind);
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task A_restriction_ends_by_itself()
    {
        var account = await city.AccountOwingAsync(40.00m);
        for (var i = 0; i < 2; i++)
        {
            City.Done(await city.ReturnAsync(ReturnOf(city, await city.PayAsync(account, new Usd(40_00)))));
        }

        var ends = (await city.RestrictionAsync(account))!.EndsOn;

        Assert.NotNull(await city.ReadAsync(db => db.RestrictionAsync([account.Id], ends, default)));
        Assert.Null(await city.ReadAsync(db => db.RestrictionAsync([account.Id], ends.AddDays(1), default)));
    }

    [Fact]
    public async Task A_banks_mistake_costs_nothing_and_is_not_counted()
    {
        var account = await city.AccountOwingAsync(40.00m);

        var row = Assert.Single(City.Done(
            await city.ReturnAsync(ReturnOf(city, await city.PayAsync(account, new Usd(40_00)), "Y"))));

        Assert.Null(row.FeeAdjustmentId);
        Assert.Null(await city.RestrictionAsync(account));
        Assert.Equal(new Usd(40_00), await city.BalanceAsync(account));
    }

    [Theory]
    [InlineData("Payment_NotFound")]
    [InlineData("Return_ReasonUnknown")]
    [InlineData("Return_ReasonNotOfTender")]
    [InlineData("Return_DayWrong")]
    [InlineData("Return_TakenBack")]
    public async Task What_cannot_come_back_is_refused(string refusal)
    {
        var account = await city.AccountOwingAsync(40.00m);
        var payment = await city.PayAsync(account, new Usd(40_00));
        var right = ReturnOf(city, payment);
        var wrong = refusal switch
        {
            "Payment_NotFound" => right with { PaymentId = Guid.CreateVersion7() },
            "Return_ReasonUnknown" => right with { ReasonCode = "R97" },
            "Return_ReasonNotOfTender" => right with { ReasonCode = "R01" },
            "Return_DayWrong" => right with { ReturnedOn = city.Today.AddDays(1) },
            _ => right,
        };
        if (refusal == "Return_TakenBack")
        {
            City.Done(await city.AskAsync<ReversePayment, Outcome<PaymentReversal>>(
                act => act.RunAsync(new(payment.Id, "Posted twice", Technician), default)));
        }

        Assert.Equal(refusal, Refused(await city.ReturnAsync(wrong)));
    }

    [Theory]
    [InlineData("Restriction_NotFound", true, "why")]
    [InlineData("Restriction_ReasonMissing", false, " ")]
    public async Task A_restriction_is_lifted_with_a_reason(string refusal, bool isUnknown, string reason)
    {
        var account = await city.AccountOwingAsync(40.00m);
        City.Done(await city.ReturnAsync(ReturnOf(city, await city.PayAsync(account, new Usd(40_00)))));
        var id = isUnknown ? Guid.CreateVersion7() : (await city.RestrictionAsync(account))!.Id;

        Assert.Equal(refusal, Refused(await city.AskAsync<LiftRestriction, Outcome<PaymentRestriction>>(
            act => act.RunAsync(new(id, reason, Supervisor), default))));
    }

    [Fact]
    public async Task Nobody_records_a_return_or_lifts_a_restriction_of_their_own()
    {
        var account = await city.AccountOwingAsync(40.00m);
        var owner = Actor.Staff((await city.ResidentAsync("Owner", account)).Id);
        var payment = await city.PayAsync(account, new Usd(40_00));

        Assert.Equal("Approval_OwnAccount", Refused(await city.ReturnAsync(
            ReturnOf(city, payment) with { By = owner })));
        Assert.Equal(Usd.Zero, await city.BalanceAsync(account));
        City.Done(await city.ReturnAsync(ReturnOf(city, payment)));
        var restriction = (await city.RestrictionAsync(account))!;
        Assert.Equal("Approval_OwnAccount", Refused(await city.AskAsync<LiftRestriction, Outcome<PaymentRestriction>>(
            act => act.RunAsync(new(restriction.Id, "It was nothing", owner), default))));

        Assert.Null((await city.RestrictionAsync(account))!.LiftedAt);
    }

    private Task<Dictionary<Guid, (DateOnly DueOn, Usd Open)>> ItemsAsync(CustomerAccount account) =>
        city.ReadAsync(db => db.OpenItems.AsNoTracking().Where(i => i.CustomerAccountId == account.Id)
            .ToDictionaryAsync(i => i.Id, i => (i.DueOn, i.Open)));
}
