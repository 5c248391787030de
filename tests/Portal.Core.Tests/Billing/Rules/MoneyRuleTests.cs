using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Billing.Leaks;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Fees;
using Portal.Core.Ledger;
using Portal.Core.SecurityDeposits;
using Portal.Core.Staff;
using Portal.Core.Tests.Billing.Adjustments;
using Portal.Core.Tests.Fees;
using Portal.Core.Tests.SecurityDeposits;
using Portal.Core.Words;
using Portal.Testing;
using Xunit;

namespace Portal.Core.Tests.Billing.Rules;

/// <summary>A rule about money is drafted by one person and released by another, for today or later.</summary>
public sealed class MoneyRuleTests(City city) : IClassFixture<City>
{
    private static readonly Actor Sam = Actor.Staff(Guid.CreateVersion7());
    private static readonly Actor Olga = Actor.Staff(Guid.CreateVersion7());

    [Fact]
    public async Task It_holds_from_its_day_once_another_released_it()
    {
        await using var own = await City.CreateAsync();
        var draft = City.Done(await DraftAsync(own, Limits(77_00), own.Today.AddDays(1)));
        Assert.Equal("Rules_SecondPerson", Refused(await ReleaseAsync(own, draft, Sam)));
        City.Done(await ReleaseAsync(own, draft, Olga));

        Assert.Equal(50_00, await LimitAsync(own, own.Today));
        Assert.Equal(77_00, await LimitAsync(own, own.Today.AddDays(1)));
    }

    [Fact]
    public async Task Eight_at_once_release_once_and_only_the_newest_draft()
    {
        await using var own = await City.CreateAsync();
        var first = City.Done(await DraftAsync(own, Limits(60_00), own.Today));
        own.Clock.Advance(TimeSpan.FromMinutes(1));
        var newer = City.Done(await DraftAsync(own, Limits(61_00), own.Today));

        Assert.Equal("Rules_NewerDraft", Refused(await ReleaseAsync(own, first, Olga)));
        var released = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ReleaseAsync(own, newer, Olga)));

        Assert.All(released, r => City.Done(r));
        Assert.Equal(61_00, await LimitAsync(own, own.Today));
        Assert.Equal("Rules_NewerDraft", Refused(await ReleaseAsync(own, first, Olga)));
    }

    [Theory]
    [InlineData(MoneyRuleKind.Adjustments, "{", "Rules_Document")]
    [InlineData(MoneyRuleKind.Adjustments, """{"limits": {"correction": -1}, "reasons": []}""", "Rules_OutOfRange")]
    [InlineData(MoneyRuleKind.Adjustments, """{"limits": {"gift": 1}, "reasons": []}""", "Rules_OutOfRange")]
    [InlineData(MoneyRuleKind.Adjustments, """{"limits": {}, "reasons": [], "correction_months": 12}""",
        "Rules_Document")]
    [InlineData(MoneyRuleKind.Adjustments, """
        {"limits": {}, "reasons": [{"code": "a", "en": "A", "es": "A"}],
          "bands": [{"up_to_cents": 2, "role": "supervisor"}, {"up_to_cents": 1, "role": "finance_manager"}]}
        """, "Rules_OutOfRange")]
    [InlineData(MoneyRuleKind.Adjustments, """
        {"limits": {}, "reasons": [{"code": "a", "en": "A", "es": "A"}],
          "bands": [{"up_to_cents": 2, "role": "cashier"}]}
        """, "Rules_OutOfRange")]
    [InlineData(MoneyRuleKind.LateCharges,
        """{"families": [{"code": "a", "en": "A", "es": "A", "first_percent": 101}]}""", "Rules_OutOfRange")]
    [InlineData(MoneyRuleKind.Leaks, """{"method": "half_of_excess", "en": " ", "es": "F"}""", "Rules_OutOfRange")]
    [InlineData(MoneyRuleKind.SecurityDeposits, "{}", "Rules_Document")]
    [InlineData(MoneyRuleKind.SecurityDeposits,
        """{"fund": "510", "return_limit_cents": 1, "classes": []}""", "Rules_OutOfRange")]
    [InlineData(MoneyRuleKind.BudgetBilling, "{}", "Rules_OutOfRange")]
    [InlineData(MoneyRuleKind.Arrangements, "{}", "Rules_OutOfRange")]
    [InlineData(MoneyRuleKind.Arrangements, """{"plan": {"most_months": 13}}""", "Rules_OutOfRange")]
    public async Task What_is_no_rule_is_refused(MoneyRuleKind kind, string document, string key) =>
        Assert.Equal(key, Refused(await city.AskAsync<DraftMoneyRule, Outcome<MoneyRule>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), kind, city.Today, document, Sam), default))));

    [Fact]
    public async Task A_rule_about_deposits_is_drafted_and_released_like_any_other()
    {
        await using var own = await City.CreateAsync();
        var document = (await own.ReadAsync(db => MoneyRuleShelf.OfAsync(
            db, MoneyRuleKind.SecurityDeposits, own.Today, default))).InForce!.Document
            .Replace("25000", "26000", StringComparison.Ordinal);
        var draft = City.Done(await own.AskAsync<DraftMoneyRule, Outcome<MoneyRule>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), MoneyRuleKind.SecurityDeposits, own.Today, document, Sam), default)));
        City.Done(await ReleaseAsync(own, draft, Olga));

        var rules = await own.ReadAsync(
            db => db.RulesOnAsync<DepositRules>(MoneyRuleKind.SecurityDeposits, own.Today, default));
        Assert.Equal(260_00, rules!.ReturnLimitCents);
    }

    [Theory]
    [InlineData(MoneyRuleKind.Adjustments, "en", "No rule for corrections is released yet")]
    [InlineData(MoneyRuleKind.Fees, "en", "No rule for fees and waivers is released yet")]
    [InlineData(MoneyRuleKind.Leaks, "es", "créditos por fugas")]
    [InlineData(MoneyRuleKind.LateCharges, "en", "No rule for late charges is released yet")]
    [InlineData(MoneyRuleKind.SecurityDeposits, "es", "depósitos de garantía")]
    public async Task Without_a_rule_what_needs_it_is_refused_with_who_can_change_that(
        MoneyRuleKind kind, string language, string sentence)
    {
        await using var own = await City.CreateAsync();
        var account = await own.AccountOwingAsync(60.00m);
        var bill = await own.ReadAsync(db => db.Bills.SingleAsync(b => b.CustomerAccountId == account.Id));
        var adjustment = await own.AdjustmentAsync(account, Side.Credit, 1_00);
        await own.WithoutRuleAsync(kind);

        var refusals = new List<Refusal>();
        async Task AskAsync<TAct, T>(Func<TAct, Task<Outcome<T>>> ask)
            where TAct : notnull =>
            refusals.Add(Assert.IsType<Outcome<T>.Refused>(await own.AskAsync(ask)).Refusal);

        switch (kind)
        {
            case MoneyRuleKind.Adjustments:
                await AskAsync<AdjustAccount, Posted>(act => act.RunAsync(adjustment, default));
                await AskAsync<CancelBill, Posted>(act => act.RunAsync(
                    new(Guid.CreateVersion7(), bill.Id, "other", "x", new(60_00), Sam), default));
                await AskAsync<RebillPeriod, Posted>(act => act.RunAsync(
                    new(Guid.CreateVersion7(), bill.Id, "other", "x", new(1), new(60_00), Sam), default));
                break;
            case MoneyRuleKind.Fees:
                await AskAsync<ChargeFee, Posted>(
                    act => act.RunAsync(ChargingCity.FeeOf(account, FeeKind.NewAccount), default));
                break;
            case MoneyRuleKind.Leaks:
                await AskAsync<CreditLeak, Posted>(act => act.RunAsync(
                    new(Guid.CreateVersion7(), bill.Id, "WO 1", false, "x", new(1), Sam), default));
                break;
            case MoneyRuleKind.LateCharges:
                await AskAsync<PreviewLateCharges, LateChargeRun>(
                    act => act.RunAsync(new(Guid.CreateVersion7(), Sam), default));
                break;
            default:
                await AskAsync<TakeDeposit, SecurityDeposit>(
                    act => act.RunAsync(DepositCity.DepositOf(account, 50_00), default));
                await AskAsync<DemandDeposit, DepositDemand>(
                    act => act.RunAsync(DepositCity.DemandOf(account, 50_00), default));
                Assert.Equal(0, await own.AskAsync<RaiseDepositTasks, int>(act => act.RunAsync(default)));
                Assert.Equal(0, await own.AskAsync<CreditDepositInterest, int>(act => act.RunAsync(default)));
                break;
        }

        Assert.All(refusals, r => Assert.Contains(
            sentence, Text.In(CultureInfo.GetCultureInfo(language), "Refusals", r.Key, r.Values),
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_holds_already_and_a_day_that_has_passed_are_refused()
    {
        var shelf = await city.ReadAsync(db => MoneyRuleShelf.OfAsync(db, MoneyRuleKind.Leaks, city.Today, default));

        Assert.Equal("Rules_SameAsNow", Refused(await city.AskAsync<DraftMoneyRule, Outcome<MoneyRule>>(
            act => act.RunAsync(
                new(Guid.CreateVersion7(), MoneyRuleKind.Leaks, city.Today, shelf.InForce!.Document, Sam), default))));
        Assert.Equal("Rules_DayPassed", Refused(await DraftAsync(city, Limits(1), city.Today.AddDays(-1))));
    }

    [Fact]
    public void A_difference_is_told_by_where_it_is_said() => Assert.Equal(
        ["limits.fee: – → 5", "limits.leak: 1 → 2", "reasons[1].en: A → –"],
        MoneyRuleDifference.Between(
                """{"limits": {"leak": 1}, "reasons": [{"en": "A"}]}""", """{"limits": {"leak": 2, "fee": 5}}""")
            .Select(d => $"{d.Path}: {d.Was ?? "–"} → {d.Now ?? "–"}"));

    private static string Limits(long correction) => $$"""
        {"limits": {"correction": {{correction}}}, "reasons": [{"code": "other", "en": "Other", "es": "Otro"}]}
        """;

    private static Task<Outcome<MoneyRule>> DraftAsync(City city, string document, DateOnly day) =>
        city.AskAsync<DraftMoneyRule, Outcome<MoneyRule>>(act => act.RunAsync(
            new(Guid.CreateVersion7(), MoneyRuleKind.Adjustments, day, document, Sam), default));

    private static Task<Outcome<MoneyRuleRelease>> ReleaseAsync(City city, MoneyRule rule, Actor by) =>
        city.AskAsync<ReleaseMoneyRule, Outcome<MoneyRuleRelease>>(act => act.RunAsync(new(rule.Id, by), default));

    private static async Task<long> LimitAsync(City city, DateOnly day) =>
        (await city.ReadAsync(db => db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, day, default)))!
            .Limits["correction"];

    private static string Refused<T>(Outcome<T> outcome) => Assert.IsType<Outcome<T>.Refused>(outcome).Refusal.Key;
}
