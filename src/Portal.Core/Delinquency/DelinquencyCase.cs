using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Delinquency.Packs;

namespace Portal.Core.Delinquency;

/// <summary>
/// Collections of one account, from past due to restored: one open at a time (ux_delinquency_case_one_open). It ends
/// under the pack under which it began. What happened are its steps.
/// </summary>
public sealed class DelinquencyCase
{
    public required Guid Id { get; init; }

    public required Guid CustomerAccountId { get; init; }

    public required Guid PackId { get; init; }

    /// <summary>Code of the pack's ladder.</summary>
    public required string Ladder { get; init; }

    /// <summary>The day on which the oldest unpaid bill was mailed.</summary>
    public required DateOnly BillMailedOn { get; init; }

    /// <summary>The oldest unpaid bill's due day.</summary>
    public required DateOnly DueOn { get; init; }

    /// <summary>What was past due by this day is asked for, and nothing newer.</summary>
    public required DateOnly AskedOn { get; set; }

    /// <summary>The day printed in the notice that stands; null while none does.</summary>
    public DateOnly? ShutOffOn { get; set; }

    public required CaseState State { get; set; }

    public required DateOnly OpenedOn { get; init; }

    public required DateTimeOffset ChangedAt { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<DelinquencyCase>
    {
        public void Configure(EntityTypeBuilder<DelinquencyCase> builder)
        {
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(c => c.CustomerAccountId);
            builder.HasOne<PackRelease>().WithMany().HasForeignKey(c => c.PackId);
        }
    }
}

/// <summary>Something that happened to a case. Append-only; each begins where the last one ended.</summary>
public sealed class DelinquencyStep
{
    public required Guid CaseId { get; init; }

    public required int No { get; init; }

    public required CaseEvent Event { get; init; }

    public required CaseState FromState { get; init; }

    public required CaseState ToState { get; init; }

    /// <summary>Of the pack's ladder; null for what no step of it is.</summary>
    public string? StepCode { get; init; }

    /// <summary>By the city's clock, from which notice is counted.</summary>
    public required DateTime AtCity { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string ByWhom { get; init; }

    public string? Note { get; init; }

    /// <summary>The letter; null where none was written.</summary>
    public Guid? NoticeId { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<DelinquencyStep>
    {
        public void Configure(EntityTypeBuilder<DelinquencyStep> builder)
        {
            builder.HasKey(s => new { s.CaseId, s.No });
            builder.Property(s => s.AtCity).HasColumnType("timestamp without time zone");
            builder.HasOne<DelinquencyCase>().WithMany().HasForeignKey(s => s.CaseId);
        }
    }
}
