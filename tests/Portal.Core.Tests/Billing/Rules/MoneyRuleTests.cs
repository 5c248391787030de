using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Staff;
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
    [InlineData(MoneyRuleKind.LateCharges,
        """{"families": [{"code": "a", "en": "A", "es": "A", "first_percent": 101}]}""", "Rules_OutOfRange")]
    [InlineData(MoneyRuleKind.Leaks, """{"method": "half_of_excess", "en": " ", "es": "F"}""", "Rules_OutOfRange")]
    [InlineData(MoneyRuleKind.SecurityDeposits, "{}", "Rules_KindUnknown")]
    public async Task What_is_no_rule_is_refused(MoneyRuleKind kind, string document, string key) =>
        Assert.Equal(key, Refused(await city.AskAsync<DraftMoneyRule, Outcome<MoneyRule>>(
            act => act.RunAsync(new(Guid.CreateVersion7(), kind, city.Today, document, Sam), default))));

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
        (await city.ReadAsync(db => db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, day, default)))
            .Limits["correction"];

    private static string Refused<T>(Outcome<T> outcome) => Assert.IsType<Outcome<T>.Refused>(outcome).Refusal.Key;
}
