using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Leaks;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Portal.Core.Money;
using Portal.Core.Tests.Billing.Adjustments;
using Portal.Testing;
using Xunit;
using static Portal.Core.Tests.Billing.Adjustments.AdjustingCity;

namespace Portal.Core.Tests.Billing.Leaks;

public sealed class CreditLeakTests(City city) : IClassFixture<City>
{
    /// <summary>Canby Utility OR, May 2024: 26 CCF where 6 is usual; the bill was $102.99.</summary>
    [Theory]
    [InlineData(LeakMethod.HalfOfExcess, 36_40)]
    [InlineData(LeakMethod.HalfOfExcessUnits, 36_40)]
    [InlineData(LeakMethod.LowestTier, 24_49)]
    [InlineData(LeakMethod.ExcessAtAverageRate, 24_49)]
    [InlineData(LeakMethod.HalfOfCostOverAverage, 33_05)]
    public void The_credit_by_each_method(LeakMethod method, long cents) =>
        Assert.Equal(new Usd(cents), LeakPrice.Credit(method, Canby(26), 6));

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void No_leak_no_credit(int used) =>
        Assert.Equal(Usd.Zero, LeakPrice.Credit(LeakMethod.HalfOfExcess, Canby(used), 6));

    [Fact]
    public async Task Half_of_the_excess_is_credited_once_with_proof_and_within_the_limits()
    {
        var account = await city.AccountAsync();
        await BillAsync(account, 6);
        var bill = await BillAsync(account, 26);
        var request = new CreditLeak.Request(
            Guid.CreateVersion7(), bill.Id, "WO 4711", false, "Toilet valve replaced", new Usd(36_40), Technician);

        Assert.Equal("Leak_ProofMissing", Refused(await AskAsync(request with { Document = " " })));
        Assert.Equal("Leak_CreditChanged", Refused(await AskAsync(request with { CreditSeen = new Usd(1) })));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AskAsync(request)));

        Assert.Equal(new Usd(36_90 + 102_99 - 36_40), await city.BalanceAsync(account));
        var credit = await city.ReadAsync(db => db.Adjustments.SingleAsync(a => a.CustomerAccountId == account.Id));
        Assert.Equal(("leak", "WO 4711", bill.Id), (credit.Reason, credit.Document, credit.CitesBillId));
        await city.AssertBooksAsync();
    }

    [Fact]
    public async Task Killed_before_the_commit_it_credits_nothing()
    {
        var account = await city.AccountAsync();
        await BillAsync(account, 6);
        var bill = await BillAsync(account, 26);
        var before = await city.BalanceAsync(account);
        var request = new CreditLeak.Request(
            Guid.CreateVersion7(), bill.Id, "WO 1", true, "Pipe", new Usd(36_40), Technician);

        var dying = DyingCommits.Switch();
        dying.Value = true;
        await Assert.ThrowsAsync<ProcessDiedException>(() => AskAsync(request));
        dying.Value = false;

        Assert.Equal(before, await city.BalanceAsync(account));
        City.Done(await AskAsync(request));
        Assert.Equal(before - new Usd(36_40), await city.BalanceAsync(account));
    }

    [Theory]
    [InlineData("Leak_NotEnoughOver", 11, 0)]
    [InlineData("Leak_TooLate", 26, 61)]
    public async Task Refused_bills(string refusal, int used, int daysLater)
    {
        await using var own = await City.CreateAsync();
        var account = await own.AccountAsync();
        await BillAsync(account, 6, own);
        var bill = await BillAsync(account, used, own);
        own.Clock.Advance(TimeSpan.FromDays(daysLater));

        Assert.Equal(refusal, Refused(await AskAsync(
            new(Guid.CreateVersion7(), bill.Id, "WO 1", false, "Pipe", Usd.Zero, Technician), own)));
    }

    [Fact]
    public async Task One_leak_is_credited_in_a_calendar_year_and_its_bills_are_one()
    {
        await using var own = await City.CreateAsync();
        var account = await own.AccountAsync();
        await BillAsync(account, 6, own);
        var first = await BillAsync(account, 26, own);
        var second = await BillAsync(account, 26, own);
        await BillAsync(account, 6, own);
        var another = await BillAsync(account, 26, own);

        Assert.Null(await CreditAsync(own, first));
        Assert.Equal("Leak_Credited", await CreditAsync(own, first));
        Assert.Null(await CreditAsync(own, second));
        Assert.Equal("Leak_OncePerYear", await CreditAsync(own, another));

        own.Clock.Advance(TimeSpan.FromDays(50));
        Assert.Null(await CreditAsync(own, another));
        await own.AssertBooksAsync();
    }

    [Fact]
    public async Task Where_the_rule_says_so_a_clean_cycle_comes_first()
    {
        await using var own = await City.CreateAsync();
        await using var rule = own.Database.App.CreateCommand("""
            with made as (
              insert into money_rule (id, kind, effective_on, document, made_by, made_at)
              select gen_random_uuid(), kind, '2001-01-01', document || '{"needs_clean_cycle": true}', 'a', now()
              from money_rule where kind = 'leaks' limit 1 returning id)
            insert into money_rule_release (rule_id, released_by, released_at) select id, 'b', now() from made
            """);
        await rule.ExecuteNonQueryAsync();
        var account = await own.AccountAsync();
        await BillAsync(account, 6, own);
        var bill = await BillAsync(account, 26, own);

        Assert.Equal("Leak_NotCleanYet", await CreditAsync(own, bill));
        await BillAsync(account, 26, own);
        Assert.Equal("Leak_NotCleanYet", await CreditAsync(own, bill));
        await BillAsync(account, 7, own);
        Assert.Null(await CreditAsync(own, bill));
    }

    [Fact]
    public async Task A_first_bill_has_nothing_to_compare_with()
    {
        var bill = await BillAsync(await city.AccountAsync(), 26);

        Assert.Equal("Leak_NoHistory", Refused(await AskAsync(
            new(Guid.CreateVersion7(), bill.Id, "WO 1", false, "Pipe", Usd.Zero, Technician))));
    }

    private static LineExplanation Canby(decimal used) => new()
    {
        Kind = "tiered", Label = new("Water use", "Uso de agua"), Quantity = used, Unit = "CCF",
        Tiers = PriceCharges.Split(
            [new(0, 2.08m), new(7, 2.61m), new(12, 3.64m)], used, TierRounding.PerCharge),
        ScheduleId = "canby", ScheduleVersion = 1, FromOn = new(2026, 10, 1), ToOn = new(2026, 11, 1),
    };

    /// <summary>Credits a bill; another approves where it takes two. Answers why not.</summary>
    private async Task<string?> CreditAsync(City own, Bill bill)
    {
        var rules = await own.ReadAsync(db => Portal.Core.Billing.Rules.MoneyRules.RulesOnAsync<LeakRules>(
            db, Portal.Core.Billing.Rules.MoneyRuleKind.Leaks, own.Today, default));
        var leak = await own.ReadAsync(db => LeakCase.OfAsync(db, bill, rules!, false, own.Today, default));
        var outcome = await AskAsync(
            new(Guid.CreateVersion7(), bill.Id, "WO 1", false, "Pipe", leak.Amount, Technician), own);
        if (outcome is Outcome<Posted>.Done { Value.Waiting: { } waiting })
        {
            City.Done(await own.DecideAsync(waiting.Id, Decision.Approved));
        }

        return outcome is Outcome<Posted>.Refused(var no) ? no.Key : null;
    }

    private Task<Outcome<Posted>> AskAsync(CreditLeak.Request request, City? other = null) =>
        (other ?? city).AskAsync<CreditLeak, Outcome<Posted>>(act => act.RunAsync(request, default));

    private async Task<Bill> BillAsync(CustomerAccount account, decimal used, City? other = null)
    {
        var own = other ?? city;
        var last = await own.ReadAsync(db => db.Bills.Where(b => b.CustomerAccountId == account.Id)
            .MaxAsync(b => (DateOnly?)b.PeriodTo)) ?? new DateOnly(2026, 6, 1);
        var (id, why) = (Guid.CreateVersion7(), Canby(used));
        var point = await own.ReadAsync(async db =>
        {
            var meter = await db.ServicePoints.FirstOrDefaultAsync(p => p.PremiseId == account.PremiseId);
            if (meter is null)
            {
                meter = new ServicePoint
                {
                    Id = Guid.CreateVersion7(), PremiseId = account.PremiseId, Service = UtilityService.Water,
                    MeterNumber = $"W-{account.Number}", MeterSize = "3/4\"", ReadUnit = "CCF",
                };
                db.Add(meter);
                await db.SaveChangesAsync();
            }

            return meter;
        });
        return City.Done(await own.AskAsync<IssueBill, Outcome<Bill>>(act => act.RunAsync(
            new(id, account.Id, last, last.AddMonths(1), own.Today.AddDays(21),
                [
                    new("water_base", ChargeKind.Service, UtilityService.Water, null, null, new Usd(24_42), "510",
                        "4010", (why with { Kind = "service", Tiers = null, Quantity = 1 }).ToJson()),
                    new("water_use", ChargeKind.Service, UtilityService.Water, used, "CCF",
                        LeakPrice.Of(why, used), "510", "4010", why.ToJson()),
                ],
                [
                    new BillRead
                    {
                        BillId = id, ServicePointId = point.Id, MeterNumber = point.MeterNumber!, PreviousReadOn = last,
                        PreviousReading = 0, PreviousKind = ReadKind.Actual, CurrentReadOn = last.AddMonths(1),
                        CurrentReading = used, CurrentKind = ReadKind.Actual, Used = used, Unit = "CCF",
                    },
                ],
                Technician),
            default)));
    }
}
