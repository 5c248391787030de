using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Billing.Rules;
using Portal.Core.Money;

namespace Portal.Core.Billing.Budget;

/// <summary>
/// That an account is billed by budget. Active, it asks each month for what its plan says; leaving, for all that has
/// gathered with the next bill, which ends it. One at a time that has not ended (ux_budget_enrollment_one_live).
/// </summary>
public sealed class BudgetEnrollment
{
    /// <summary>Made with the form.</summary>
    public required Guid Id { get; init; }

    public required Guid CustomerAccountId { get; init; }

    /// <summary>The released rule whose figures hold for it.</summary>
    public required Guid RuleId { get; init; }

    public required BudgetKind Kind { get; init; }

    /// <summary>Actual charges of the twelve months before, oldest first.</summary>
    public required long[] HistoryCents { get; init; }

    /// <summary>What the plan began with; of a rolling plan an estimate.</summary>
    public required Usd FirstAmount { get; init; }

    public required DateOnly EnrolledOn { get; init; }

    public required DateTimeOffset EnrolledAt { get; init; }

    public required string EnrolledBy { get; init; }

    /// <summary>The words that a resident agreed to; null when the office enrolled them.</summary>
    public string? Consent { get; init; }

    public BudgetEnrollmentState State { get; private set; } = BudgetEnrollmentState.Active;

    public BudgetLeaveReason? LeaveReason { get; private set; }

    public DateTimeOffset? LeftAt { get; private set; }

    public string? LeftBy { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    internal void Leave(BudgetLeaveReason why, string by, DateTimeOffset at) =>
        (State, LeaveReason, LeftBy, LeftAt) = (BudgetEnrollmentState.Leaving, why, by, at);

    internal void End(DateTimeOffset at) => (State, EndedAt) = (BudgetEnrollmentState.Ended, at);

    internal sealed class Table : IEntityTypeConfiguration<BudgetEnrollment>
    {
        public void Configure(EntityTypeBuilder<BudgetEnrollment> builder)
        {
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(x => x.CustomerAccountId);
            builder.HasOne<MoneyRuleRelease>().WithMany().HasForeignKey(x => x.RuleId);
        }
    }
}

public enum BudgetEnrollmentState
{
    Active,

    /// <summary>The next bill asks for all that has gathered.</summary>
    Leaving,

    Ended,
}

/// <summary>Why a customer left budget billing.</summary>
public enum BudgetLeaveReason
{
    /// <summary>They wanted to, or the office for them.</summary>
    Asked,

    /// <summary>A bill was not paid in time.</summary>
    Missed,

    /// <summary>The account was closed.</summary>
    Moved,
}

/// <summary>
/// One change of what has gathered on a plan: a bill, a bill taken back, or the end of a plan without another bill.
/// Never changed; each follows the one before it (ck_budget_entry_follows).
/// </summary>
public sealed class BudgetEntry
{
    public required Guid EnrollmentId { get; init; }

    /// <summary>From 1.</summary>
    public required int No { get; init; }

    public required Guid CustomerAccountId { get; init; }

    public required BudgetEntryKind Kind { get; init; }

    /// <summary>Null for the end of a plan without a bill.</summary>
    public Guid? BillId { get; init; }

    /// <summary>
    /// The how-manieth month of the plan, a bill billed again in the place of the first; 0 for a month before the plan.
    /// </summary>
    public required int Month { get; init; }

    /// <summary>New charges of the bill; negative when it is taken back.</summary>
    public required Usd Actual { get; init; }

    public required Usd Asked { get; init; }

    /// <summary>Earned and not asked for, after it; below zero when more was asked for than earned.</summary>
    public required Usd Gathered { get; init; }

    /// <summary>What later months are asked for, until it changes.</summary>
    public required Usd NextAmount { get; init; }

    /// <summary>It settled what had gathered, so a correction of its bill is asked for at once.</summary>
    public required bool Settles { get; init; }

    /// <summary>When what it asks for is due.</summary>
    public required DateOnly DueOn { get; init; }

    public required DateTimeOffset EnteredAt { get; init; }

    /// <summary>What it adds to what the account defers.</summary>
    internal Usd Change => Actual - Asked;

    internal sealed class Table : IEntityTypeConfiguration<BudgetEntry>
    {
        public void Configure(EntityTypeBuilder<BudgetEntry> builder)
        {
            builder.HasKey(e => new { e.EnrollmentId, e.No });
            builder.HasOne<BudgetEnrollment>().WithMany().HasForeignKey(x => x.EnrollmentId);
            builder.HasOne<Bill>().WithMany().HasForeignKey(x => x.BillId);
            builder.Ignore(e => e.Change);
        }
    }
}

public enum BudgetEntryKind
{
    Bill,
    Canceled,
    Settled,
}
