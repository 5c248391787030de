using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Billing.Rating;
using Portal.Core.Money;

namespace Portal.Core.Fees;

/// <summary>
/// One version of one fee, with the most that a statute or a cost study allows. Holds from <see cref="EffectiveOn"/> on
/// once a second person has released it. Never changed: a newer version replaces it.
/// </summary>
public sealed class FeeRate
{
    public required Guid Id { get; init; }

    public required FeeKind Kind { get; init; }

    public required int Version { get; init; }

    public required DateOnly EffectiveOn { get; init; }

    /// <summary>In normal hours; of a returned item the payer's first.</summary>
    public required Usd Amount { get; init; }

    public Usd? AfterHours { get; init; }

    /// <summary>Of a returned item, each one after the payer's first.</summary>
    public Usd? Later { get; init; }

    public Usd? Cap { get; init; }

    public Usd? AfterHoursCap { get; init; }

    public Usd? LaterCap { get; init; }

    /// <summary>The statute or the cost study behind the caps.</summary>
    public string? CapSource { get; init; }

    /// <summary>Base of the cap for a household of low income (Cal. Health and Safety Code 116914: $50).</summary>
    public Usd? LowIncomeCap { get; init; }

    /// <summary>The same after hours ($150).</summary>
    public Usd? LowIncomeAfterHoursCap { get; init; }

    /// <summary>What the bases are multiplied by: the price index of <see cref="IndexYear"/>.</summary>
    public decimal? IndexFactor { get; init; }

    public int? IndexYear { get; init; }

    /// <summary>Waived for a customer at most once in so many months; null for no such rule.</summary>
    public int? WaiverMonths { get; init; }

    public required string Fund { get; init; }

    public required string GlAccount { get; init; }

    public required string LabelEn { get; init; }

    public required string LabelEs { get; init; }

    public string Note { get; init; } = "";

    public required string DraftedBy { get; init; }

    public required DateTimeOffset DraftedAt { get; init; }

    /// <summary>As printed on the bill.</summary>
    public ChargeLabel Label => new(LabelEn, LabelEs);

    /// <summary>What is charged: the table's amount, for a household of low income never above its cap.</summary>
    /// <returns>Null when the fee has no amount for that.</returns>
    public Usd? AmountFor(FeeBasis basis, bool lowIncome)
    {
        var amount = basis switch
        {
            FeeBasis.Normal or FeeBasis.First => Amount,
            FeeBasis.AfterHours => AfterHours,
            FeeBasis.Later => Later,
            _ => throw new InvalidOperationException($"Unknown basis {basis}."),
        };
        return amount is { } full && lowIncome && LowIncomeMost(basis) is { } most ? Usd.Min(full, most) : amount;
    }

    /// <summary>The indexed cap for a household of low income, whole cents never above it.</summary>
    public Usd? LowIncomeMost(FeeBasis basis) => basis switch
    {
        FeeBasis.Normal => Indexed(LowIncomeCap),
        FeeBasis.AfterHours => Indexed(LowIncomeAfterHoursCap),
        _ => null,
    };

    private Usd? Indexed(Usd? cap) =>
        cap is { } cents ? new Usd((long)Math.Floor(cents.Cents * (IndexFactor ?? 1m))) : null;

    internal sealed class Table : IEntityTypeConfiguration<FeeRate>
    {
        public void Configure(EntityTypeBuilder<FeeRate> builder) => builder.Ignore(r => r.Label);
    }
}

/// <summary>What a fee is for.</summary>
public enum FeeKind
{
    NewAccount,
    Reconnect,
    FieldVisit,
    ReturnedItem,
}

/// <summary>Which amount of a fee is charged.</summary>
public enum FeeBasis
{
    Normal,
    AfterHours,
    First,
    Later,
}

/// <summary>What became of a drafted version: released by another person than its maker, or put away.</summary>
public sealed class FeeRateDecision
{
    public required Guid FeeRateId { get; init; }

    public required FeeDecision Decision { get; init; }

    public required string DecidedBy { get; init; }

    public required DateTimeOffset DecidedAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<FeeRateDecision>
    {
        public void Configure(EntityTypeBuilder<FeeRateDecision> builder)
        {
            builder.HasKey(d => d.FeeRateId);
            builder.HasOne<FeeRate>().WithOne().HasForeignKey<FeeRateDecision>(d => d.FeeRateId);
        }
    }
}

/// <summary>The two ends of a draft.</summary>
public enum FeeDecision
{
    Released,
    Discarded,
}
