using FsCheck;
using FsCheck.Fluent;
using Portal.Core.Billing.Rating;
using Portal.Core.Money;
using Xunit;

namespace Portal.Core.Tests.Billing.Rating;

/// <summary>What holds for any tiers and any use.</summary>
public sealed class TierPropertyTests
{
    private static readonly Gen<IReadOnlyList<Tier>> AnyTiers =
        from steps in Gen.Choose(1, 9_999).ListOf(5)
        from count in Gen.Choose(1, 6)
        from rates in Gen.Choose(0, 99_999_999).ListOf(6)
        select (IReadOnlyList<Tier>)[.. Enumerable.Range(0, count)
            .Select(i => new Tier(steps.Take(i).Sum() / 100m, rates[i] / 1_000_000m))];

    private static readonly Gen<Case> AnyCase =
        from tiers in AnyTiers
        from use in Gen.Choose(0, 50_000_000)
        from more in Gen.Choose(0, 1_000_000)
        from rounding in Gen.Elements(TierRounding.PerCharge, TierRounding.PerTier)
        select new Case(tiers, use / 10_000m, more / 10_000m, rounding);

    [Fact]
    public void Tier_quantities_add_up_to_the_use() => Check(c =>
        PriceCharges.Split(c.Tiers, c.Use, c.Rounding).Sum(t => t.Quantity) == c.Use);

    [Fact]
    public void Tier_amounts_add_up_to_the_line_and_stay_within_half_a_cent_for_each_rounding() => Check(c =>
    {
        var parts = PriceCharges.Split(c.Tiers, c.Use, c.Rounding);
        var exact = parts.Sum(t => t.Quantity * t.Rate);
        var roundings = c.Rounding == TierRounding.PerTier ? parts.Count : 1;
        return Math.Abs((parts.Sum(t => t.AmountCents) / 100m) - exact) <= 0.005m * roundings
            && (c.Rounding == TierRounding.PerTier
                || parts.Sum(t => t.AmountCents) == Usd.FromRate(exact, 1m).Cents);
    });

    [Fact]
    public void More_use_never_costs_less() => Check(c =>
        Cents(c.Tiers, c.Use, c.Rounding) <= Cents(c.Tiers, c.Use + c.More, c.Rounding));

    [Fact]
    public void Pricing_again_gives_the_same() => Check(c =>
        PriceCharges.Split(c.Tiers, c.Use, c.Rounding).SequenceEqual(PriceCharges.Split(c.Tiers, c.Use, c.Rounding)));

    private static long Cents(IReadOnlyList<Tier> tiers, decimal use, TierRounding rounding) =>
        PriceCharges.Split(tiers, use, rounding).Sum(t => t.AmountCents);

    private static void Check(Func<Case, bool> holds) =>
        Prop.ForAll(AnyCase.ToArbitrary(), holds).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    private sealed record Case(IReadOnlyList<Tier> Tiers, decimal Use, decimal More, TierRounding Rounding);
}
