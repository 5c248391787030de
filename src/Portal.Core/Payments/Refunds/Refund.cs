using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Money;
using Portal.Core.Requests;

namespace Portal.Core.Payments.Refunds;

/// <summary>
/// A customer's credit paid back: asked for by one, approved by others, issued by a third (domain.md §5). While it is
/// asked for nobody else can ask for the same money; once approved it is no credit any more but payable (2010). Its
/// states: RefundMoves. Only the state and who issued it change.
/// </summary>
public sealed class Refund
{
    /// <summary>The operation that asked for it.</summary>
    public required Guid Id { get; init; }

    /// <summary>As people say it: "F-7KQ2-M4XD".</summary>
    public required string Reference { get; init; }

    public required Guid CustomerAccountId { get; init; }

    /// <summary>What the customer asked; null when the office proposed it unasked.</summary>
    public Guid? RequestId { get; init; }

    public required Usd Amount { get; init; }

    public required RefundCause Cause { get; init; }

    /// <summary>Why, for whoever approves.</summary>
    public required string Note { get; init; }

    /// <summary>From this day on the money behind it has cleared; before, it is not issued.</summary>
    public required DateOnly EarliestOn { get; init; }

    /// <summary>Who is paid or where they are reached changed shortly before: one more person looks.</summary>
    public required bool NeedsReview { get; init; }

    /// <summary>People who must approve it, by the rule of the day it was asked for.</summary>
    public required int ApprovalsNeeded { get; init; }

    public RefundState State { get; private set; } = RefundState.Requested;

    public required string RequestedBy { get; init; }

    public required DateOnly RequestedOn { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>By which the credit became payable; null before it is approved.</summary>
    public Guid? JournalEntryId { get; set; }

    public string? IssuedBy { get; set; }

    public DateOnly? IssuedOn { get; set; }

    public DateTimeOffset ChangedAt { get; set; }

    /// <summary>Makes one move of the table.</summary>
    /// <exception cref="InvalidOperationException">The table has no such move: a bug.</exception>
    public void Move(RefundState to, DateTimeOffset at)
    {
        if (!RefundMoves.May(State, to))
        {
            throw new InvalidOperationException($"Refund {Reference} does not go from {State} to {to}.");
        }

        (State, ChangedAt) = (to, at);
    }

    internal sealed class Table : IEntityTypeConfiguration<Refund>
    {
        public void Configure(EntityTypeBuilder<Refund> builder)
        {
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(r => r.CustomerAccountId);
            builder.HasOne<CustomerRequest>().WithMany().HasForeignKey(r => r.RequestId);
        }
    }
}

/// <summary>Why a credit goes back.</summary>
public enum RefundCause
{
    Overpayment,
    Duplicate,
    ClosedAccount,
    Deposit,
    BillingError,

    /// <summary>An earlier refund came back.</summary>
    Reissue,
}

/// <summary>Where a refund stands.</summary>
public enum RefundState
{
    /// <summary>Waits for approval; the credit is kept for it.</summary>
    Requested,

    /// <summary>Payable; waits for somebody to issue it.</summary>
    Approved,

    Declined,

    /// <summary>Given up before it was issued.</summary>
    Canceled,

    /// <summary>On its way.</summary>
    Issued,

    /// <summary>All of it arrived, as far as banks say.</summary>
    Confirmed,

    /// <summary>Some of it came back and is a credit again.</summary>
    Failed,
}

/// <summary>What one person said to a refund. Append-only; one word each.</summary>
public sealed class RefundApproval
{
    public required Guid RefundId { get; init; }

    public required RefundDecision Decision { get; init; }

    /// <summary>Why; needed to decline.</summary>
    public required string Note { get; init; }

    public required string DecidedBy { get; init; }

    public required DateTimeOffset DecidedAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<RefundApproval>
    {
        public void Configure(EntityTypeBuilder<RefundApproval> builder)
        {
            builder.HasKey(a => new { a.RefundId, a.DecidedBy });
            builder.HasOne<Refund>().WithMany().HasForeignKey(a => a.RefundId);
        }
    }
}

/// <summary>The two answers to a refund.</summary>
public enum RefundDecision
{
    Approved,
    Declined,
}

/// <summary>A line of a refund's life. Append-only.</summary>
public sealed class RefundEvent
{
    public required Guid Id { get; init; }

    public required Guid RefundId { get; init; }

    /// <summary>The act's name: "RequestRefund".</summary>
    public required string Act { get; init; }

    /// <summary>Figures, codes and notes for the office.</summary>
    public required string Detail { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string ByWhom { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<RefundEvent>
    {
        public void Configure(EntityTypeBuilder<RefundEvent> builder) =>
            builder.HasOne<Refund>().WithMany().HasForeignKey(e => e.RefundId);
    }
}
