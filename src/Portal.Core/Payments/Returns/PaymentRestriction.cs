using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Payments.Returns;

/// <summary>
/// How a customer may pay after payments came back (Cal. Gov. Code 6157; domain.md §4.4). It ends by itself, or a
/// supervisor lifts it with a reason.
/// </summary>
public sealed class PaymentRestriction
{
    public required Guid Id { get; init; }

    public required Guid CustomerId { get; init; }

    /// <summary>The payment whose return made it.</summary>
    public required Guid PaymentId { get; init; }

    public required RestrictionKind Kind { get; init; }

    public required DateOnly StartsOn { get; init; }

    /// <summary>Its last day.</summary>
    public required DateOnly EndsOn { get; init; }

    public DateTimeOffset? LiftedAt { get; set; }

    public string? LiftedBy { get; set; }

    public string? LiftReason { get; set; }

    internal sealed class Table : IEntityTypeConfiguration<PaymentRestriction>
    {
        public void Configure(EntityTypeBuilder<PaymentRestriction> builder)
        {
            builder.HasOne<Customer>().WithMany().HasForeignKey(r => r.CustomerId);
            builder.HasOne<ReturnedPayment>().WithOne().HasForeignKey<PaymentRestriction>(r => r.PaymentId);
        }
    }
}

/// <summary>What is not taken.</summary>
public enum RestrictionKind
{
    /// <summary>No checks and bank debits until what came back is paid.</summary>
    Certified,

    /// <summary>No checks and bank debits at all until a day.</summary>
    NoChecks,
}

/// <summary>Asked wherever checks and bank debits are taken.</summary>
public static class PaymentRestrictions
{
    /// <summary>
    /// The restriction that holds on a day for one of these accounts, the longest; null when there is none.
    /// </summary>
    public static Task<PaymentRestriction?> RestrictionAsync(
        this PortalDbContext db, IReadOnlyCollection<Guid> accounts, DateOnly day, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.RestrictionsOn(day)
            .Where(r => db.CustomerAccounts.Any(a => accounts.Contains(a.Id) && a.CustomerId == r.CustomerId))
            .OrderByDescending(r => r.Kind == RestrictionKind.NoChecks).ThenByDescending(r => r.EndsOn)
            .FirstOrDefaultAsync(ct);
    }

    /// <summary>Those that hold on a day: what is certified only ends when what came back is paid.</summary>
    public static IQueryable<PaymentRestriction> RestrictionsOn(this PortalDbContext db, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Set<PaymentRestriction>().AsNoTracking()
            .Where(r => r.LiftedAt == null && r.StartsOn <= day && r.EndsOn >= day
                && (r.Kind == RestrictionKind.NoChecks || db.Allocations.Any(a => a.PaymentId == r.PaymentId
                    && a.ReversesId != null
                    && db.OpenItems.Any(i => i.Id == a.OpenItemId && i.Open > Usd.Zero))));
    }
}
