using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Money;

namespace Portal.Core.Billing.Approvals;

/// <summary>An act that is too large for one person, waiting for another. Nothing of it is posted yet.</summary>
public sealed class ApprovalRequest
{
    /// <summary>The operation id of the form that asked; the act will use it too.</summary>
    public required Guid Id { get; init; }

    /// <summary>An <see cref="IApprovedAct.Kind"/>.</summary>
    public required string Kind { get; init; }

    public required Guid CustomerAccountId { get; init; }

    public required Usd Amount { get; init; }

    /// <summary>The act's request as JSON.</summary>
    public required string Document { get; init; }

    public required string AskedBy { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<ApprovalRequest>
    {
        public void Configure(EntityTypeBuilder<ApprovalRequest> builder)
        {
            builder.Property(r => r.Document).HasColumnType("jsonb");
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(x => x.CustomerAccountId);
        }
    }
}

/// <summary>What the second person said. The row's existence is the fact.</summary>
public sealed class ApprovalDecision
{
    public required Guid RequestId { get; init; }

    public required Decision Decision { get; init; }

    /// <summary>Why; needed to decline.</summary>
    public required string Note { get; init; }

    public required string DecidedBy { get; init; }

    public required DateTimeOffset DecidedAt { get; init; }

    /// <summary>The city's day of it, by which the rule is found; null for what was decided before bands.</summary>
    public required DateOnly? DecidedOn { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<ApprovalDecision>
    {
        public void Configure(EntityTypeBuilder<ApprovalDecision> builder)
        {
            builder.HasKey(d => d.RequestId);
            builder.HasOne<ApprovalRequest>().WithOne().HasForeignKey<ApprovalDecision>(x => x.RequestId);
        }
    }
}

/// <summary>The two answers to a request.</summary>
public enum Decision
{
    Approved,
    Declined,
}
