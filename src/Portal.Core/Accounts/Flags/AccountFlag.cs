using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Staff;

namespace Portal.Core.Accounts.Flags;

/// <summary>
/// What the office must know before it acts on an account, with who answers for it and when somebody looks again. One
/// of a kind stands at a time (ux_account_flag_one_of_kind).
/// </summary>
public sealed class AccountFlag
{
    public required Guid Id { get; init; }

    public required Guid CustomerAccountId { get; init; }

    public required FlagKind Kind { get; init; }

    public required string Reason { get; init; }

    /// <summary>The paper, call or order it rests on, in words.</summary>
    public required string Source { get; init; }

    /// <summary>The member of staff who answers for it.</summary>
    public required Guid OwnerId { get; set; }

    public required DateOnly ReviewOn { get; set; }

    public required DateOnly PlacedOn { get; init; }

    public required string PlacedBy { get; init; }

    public required DateTimeOffset PlacedAt { get; init; }

    /// <summary>Of a bankruptcy: the stay that keeps late charges and drafts away.</summary>
    public Guid? HoldId { get; init; }

    public DateTimeOffset? LiftedAt { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<AccountFlag>
    {
        public void Configure(EntityTypeBuilder<AccountFlag> builder)
        {
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(f => f.CustomerAccountId);
            builder.HasOne<StaffMember>().WithMany().HasForeignKey(f => f.OwnerId);
            builder.HasOne<AccountHold>().WithOne().HasForeignKey<AccountFlag>(f => f.HoldId);
        }
    }
}

/// <summary>What is known. Each says what it does; none does more.</summary>
public enum FlagKind
{
    /// <summary>Somebody's health rests on service (Cal. H&amp;S 116910): shown, and kept for who shuts off.</summary>
    Medical,

    /// <summary>A stay of court (11 USC 362): no late charges, no drafts, no arrangement of what it covers.</summary>
    Bankruptcy,

    /// <summary>No courtesy reminders and alerts. Bills and notices that are required still go.</summary>
    DoNotContact,

    /// <summary>A colleague, a public person: each look says why in words, and another person reviews it.</summary>
    Sensitive,
}

/// <summary>Somebody looked at a flag again, or lifted it. Append-only.</summary>
public sealed class AccountFlagStep
{
    public required Guid Id { get; init; }

    public required Guid FlagId { get; init; }

    public required FlagAct Act { get; init; }

    public required string Reason { get; init; }

    /// <summary>Who answers for it from then on.</summary>
    public required Guid OwnerId { get; init; }

    /// <summary>Null when it was lifted.</summary>
    public DateOnly? ReviewOn { get; init; }

    public required string ByWhom { get; init; }

    public required DateTimeOffset At { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<AccountFlagStep>
    {
        public void Configure(EntityTypeBuilder<AccountFlagStep> builder) =>
            builder.HasOne<AccountFlag>().WithMany().HasForeignKey(s => s.FlagId);
    }
}

public enum FlagAct
{
    Review,
    Lift,
}
