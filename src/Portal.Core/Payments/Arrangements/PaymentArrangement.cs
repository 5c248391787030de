using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.LateCharges;
using Portal.Core.Billing.Rules;
using Portal.Core.Money;
using Portal.Core.People.Consents;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Arrangements;

/// <summary>
/// That what an account owed on a day is paid later, on agreed days, current bills besides. One at a time
/// (ux_payment_arrangement_one_active); it only ends, once.
/// </summary>
public sealed class PaymentArrangement
{
    /// <summary>Made with the form.</summary>
    public required Guid Id { get; init; }

    public required Guid CustomerAccountId { get; init; }

    /// <summary>The released rule whose figures hold for it.</summary>
    public required Guid RuleId { get; init; }

    public required ArrangementKind Kind { get; init; }

    /// <summary>What was open of the covered items when it was agreed.</summary>
    public required Usd Covered { get; init; }

    public required DateOnly AgreedOn { get; init; }

    public required DateTimeOffset AgreedAt { get; init; }

    public required string AgreedBy { get; init; }

    /// <summary>What a resident agreed to; null when the office agreed with the customer.</summary>
    public Guid? ConsentId { get; init; }

    public ArrangementState State { get; private set; } = ArrangementState.Active;

    public DateTimeOffset? EndedAt { get; private set; }

    public string? EndedBy { get; private set; }

    /// <summary>Why the office ended it.</summary>
    public string? EndNote { get; private set; }

    /// <summary>It was kept, and then a payment of it came back (<see cref="UndoKept"/>).</summary>
    internal bool IsUndone =>
        State == ArrangementState.Ended && EndedBy == Actor.System.Name && EndNote == UndoKept.Note;

    public List<ArrangementItem> Items { get; init; } = [];

    public List<ArrangementInstallment> Installments { get; init; } = [];

    internal void End(ArrangementState how, string by, DateTimeOffset at, string? note) =>
        (State, EndedBy, EndedAt, EndNote) = (how, by, at, note);

    internal sealed class Table : IEntityTypeConfiguration<PaymentArrangement>
    {
        public void Configure(EntityTypeBuilder<PaymentArrangement> builder)
        {
            builder.Ignore(a => a.IsUndone);
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(x => x.CustomerAccountId);
            builder.HasOne<MoneyRuleRelease>().WithMany().HasForeignKey(x => x.RuleId);
            builder.HasOne<Consent>().WithMany().HasForeignKey(x => x.ConsentId);
            builder.HasMany(a => a.Items).WithOne().HasForeignKey(i => i.ArrangementId);
            builder.HasMany(a => a.Installments).WithOne().HasForeignKey(i => i.ArrangementId);
        }
    }
}

public enum ArrangementKind
{
    /// <summary>All of it on one later day.</summary>
    Extension,

    /// <summary>In monthly installments.</summary>
    Arrangement,
}

public enum ArrangementState
{
    Active,

    /// <summary>All that it covered is paid.</summary>
    Kept,

    /// <summary>A payment of it, or a current bill, was missed beyond the days of grace.</summary>
    Broken,

    /// <summary>The office ended it, with a reason.</summary>
    Ended,
}

/// <summary>The part of an open item that an arrangement covers. Append-only.</summary>
public sealed class ArrangementItem
{
    public Guid ArrangementId { get; init; }

    public required Guid OpenItemId { get; init; }

    /// <summary>Open when it was agreed.</summary>
    public required Usd Covered { get; init; }

    /// <summary>Keeps it from being charged for lateness while the agreement stands.</summary>
    public required Guid HoldId { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<ArrangementItem>
    {
        public void Configure(EntityTypeBuilder<ArrangementItem> builder)
        {
            builder.HasKey(i => new { i.ArrangementId, i.OpenItemId });
            builder.HasOne<OpenItem>().WithMany().HasForeignKey(x => x.OpenItemId);
            builder.HasOne<AccountHold>().WithMany().HasForeignKey(x => x.HoldId);
        }
    }
}

/// <summary>How much of an arrangement is to be paid by when. Append-only.</summary>
public sealed class ArrangementInstallment
{
    public Guid ArrangementId { get; init; }

    /// <summary>From 1; 0 is the down payment.</summary>
    public required int No { get; init; }

    public required DateOnly DueOn { get; init; }

    public required Usd Amount { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<ArrangementInstallment>
    {
        public void Configure(EntityTypeBuilder<ArrangementInstallment> builder) =>
            builder.HasKey(i => new { i.ArrangementId, i.No });
    }
}

/// <summary>That the customer was told of a payment to come, or of a missed one. Append-only.</summary>
public sealed class ArrangementNotice
{
    public required Guid ArrangementId { get; init; }

    public required ArrangementNoticeKind Kind { get; init; }

    /// <summary>Of the payment or the bill it is about.</summary>
    public required DateOnly DueOn { get; init; }

    public required DateOnly ToldOn { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<ArrangementNotice>
    {
        public void Configure(EntityTypeBuilder<ArrangementNotice> builder)
        {
            builder.HasKey(n => new { n.ArrangementId, n.Kind, n.DueOn, n.ToldOn });
            builder.HasOne<PaymentArrangement>().WithMany().HasForeignKey(x => x.ArrangementId);
        }
    }
}

public enum ArrangementNoticeKind
{
    Reminder,

    /// <summary>A payment of it was not made in time.</summary>
    Missed,

    /// <summary>A current bill was not paid in time.</summary>
    BillMissed,
}
