using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Money;

namespace Portal.Core.Delinquency.Runs;

/// <summary>A preview of what happens to every delinquent account, and after its release the run of it.</summary>
public sealed class DelinquencyRun
{
    public required Guid Id { get; init; }

    public required DateOnly AsOf { get; init; }

    public required string MadeBy { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<DelinquencyRun>
    {
        public void Configure(EntityTypeBuilder<DelinquencyRun> builder) => builder.HasKey(r => r.Id);
    }
}

/// <summary>What the preview found for an account: a step, or the reason why none is taken.</summary>
public sealed class DelinquencyRunItem
{
    public required Guid RunId { get; init; }

    public required Guid CustomerAccountId { get; init; }

    public CaseEvent? Event { get; init; }

    /// <summary>Of the ladder; null for an event that is no step of it.</summary>
    public string? StepCode { get; init; }

    /// <summary>Null where something is done (ck_delinquency_run_item_moves_or_skips).</summary>
    public string? Skipped { get; init; }

    public required Usd PastDue { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<DelinquencyRunItem>
    {
        public void Configure(EntityTypeBuilder<DelinquencyRunItem> builder)
        {
            builder.HasKey(i => new { i.RunId, i.CustomerAccountId });
            builder.HasOne<DelinquencyRun>().WithMany().HasForeignKey(x => x.RunId);
        }
    }
}

/// <summary>A run let loose by someone other than who previewed it.</summary>
public sealed class DelinquencyRunRelease
{
    public required Guid RunId { get; init; }

    public required string ReleasedBy { get; init; }

    public required DateTimeOffset ReleasedAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<DelinquencyRunRelease>
    {
        public void Configure(EntityTypeBuilder<DelinquencyRunRelease> builder) => builder.HasKey(r => r.RunId);
    }
}

/// <summary>An account that a run is done with.</summary>
public sealed class DelinquencyRunAccount
{
    public required Guid RunId { get; init; }

    public required Guid CustomerAccountId { get; init; }

    /// <summary>Why what was previewed was not done; null where it was.</summary>
    public string? Skipped { get; init; }

    public required DateTimeOffset DoneAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<DelinquencyRunAccount>
    {
        public void Configure(EntityTypeBuilder<DelinquencyRunAccount> builder) =>
            builder.HasKey(a => new { a.RunId, a.CustomerAccountId });
    }
}
