using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Money;

namespace Portal.Core.Payments.Transfers;

/// <summary>A payment moved, whole or in part, from the account it was put on by mistake. Append-only.</summary>
public sealed class PaymentTransfer
{
    /// <summary>The operation; the payments that it posted carry it.</summary>
    public required Guid Id { get; init; }

    /// <summary>The payment that was taken back.</summary>
    public required Guid PaymentId { get; init; }

    public required Guid FromAccountId { get; init; }

    public required Guid ToAccountId { get; init; }

    /// <summary>What was moved; the rest was posted anew where it was.</summary>
    public required Usd Amount { get; init; }

    public required string Note { get; init; }

    public required DateOnly MovedOn { get; init; }

    public required DateTimeOffset MovedAt { get; init; }

    public required string MovedBy { get; init; }

    public string? ApprovedBy { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<PaymentTransfer>
    {
        public void Configure(EntityTypeBuilder<PaymentTransfer> builder)
        {
            builder.HasOne<PaymentReversal>().WithOne().HasForeignKey<PaymentTransfer>(t => t.PaymentId);
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(t => t.FromAccountId);
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(t => t.ToAccountId);
        }
    }
}

/// <summary>Somebody said what a payment pays; its allocations tell what. Append-only.</summary>
public sealed class PaymentReallocation
{
    public required Guid Id { get; init; }

    public required Guid PaymentId { get; init; }

    public required string Note { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    public required string MadeBy { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<PaymentReallocation>
    {
        public void Configure(EntityTypeBuilder<PaymentReallocation> builder) =>
            builder.HasOne<Payment>().WithMany().HasForeignKey(r => r.PaymentId);
    }
}

/// <summary>What one bank item paid: its operation's payments, and those in the place of moved ones.</summary>
internal static class PaymentItems
{
    /// <summary>The payments of the item that a payment belongs to, but those that were moved away.</summary>
    public static IQueryable<Payment> ItemOf(this Data.PortalDbContext db, Guid paymentId) =>
        from payment in db.Payments.AsNoTracking()
        from named in db.Payments
        where named.Id == paymentId
            && (payment.OperationId == (named.ItemId ?? named.OperationId)
                || payment.ItemId == (named.ItemId ?? named.OperationId))
            && !db.PaymentReversals.Any(r => r.PaymentId == payment.Id && r.Cause == ReversalCause.Moved)
        orderby payment.CustomerAccountId
        select payment;
}
