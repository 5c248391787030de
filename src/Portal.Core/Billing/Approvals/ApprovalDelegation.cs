using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Approvals;

/// <summary>How far the lender's word reaches, lent to a colleague from a day to a day. Append-only.</summary>
public sealed class ApprovalDelegation
{
    /// <summary>The operation id of the form.</summary>
    public required Guid Id { get; init; }

    public required Guid LenderId { get; init; }

    public required Guid BorrowerId { get; init; }

    public required DateOnly FromOn { get; init; }

    /// <summary>The last day of it.</summary>
    public required DateOnly ToOn { get; init; }

    public required string Why { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<ApprovalDelegation>
    {
        public void Configure(EntityTypeBuilder<ApprovalDelegation> builder)
        {
            builder.HasOne<StaffMember>().WithMany().HasForeignKey(d => d.LenderId);
            builder.HasOne<StaffMember>().WithMany().HasForeignKey(d => d.BorrowerId);
        }
    }
}

/// <summary>That it was revoked. Append-only.</summary>
public sealed class ApprovalDelegationEnd
{
    public required Guid DelegationId { get; init; }

    public required string EndedBy { get; init; }

    public required DateTimeOffset EndedAt { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<ApprovalDelegationEnd>
    {
        public void Configure(EntityTypeBuilder<ApprovalDelegationEnd> builder)
        {
            builder.HasKey(e => e.DelegationId);
            builder.HasOne<ApprovalDelegation>().WithOne().HasForeignKey<ApprovalDelegationEnd>(e => e.DelegationId);
        }
    }
}

/// <summary>The questions about what is lent.</summary>
public static class ApprovalDelegations
{
    /// <summary>One that holds or comes, with the names of both.</summary>
    public sealed record Row(ApprovalDelegation Delegation, string Lender, string Borrower);

    /// <summary>Those that hold on a day or come later, and were not revoked; the next to end first.</summary>
    /// <param name="most">At most so many.</param>
    public static Task<List<Row>> FromAsync(PortalDbContext db, DateOnly day, int most, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return (
            from d in db.Standing(day)
            join lender in db.Users on d.LenderId equals lender.Id
            join borrower in db.Users on d.BorrowerId equals borrower.Id
            orderby d.ToOn, d.Id
            select new Row(d, lender.DisplayName, borrower.DisplayName)).Take(most).ToListAsync(ct);
    }

    /// <summary>Who lends to somebody on a day, by their actors' names.</summary>
    internal static async Task<IReadOnlyList<string>> LendersAsync(
        this PortalDbContext db, Actor borrower, DateOnly day, CancellationToken ct)
    {
        var ids = await db.Standing(day).Where(d => borrower.Name == "staff:" + d.BorrowerId && d.FromOn <= day)
            .OrderBy(d => d.Id).Select(d => d.LenderId).ToListAsync(ct);
        return [.. ids.Select(id => Actor.Staff(id).Name)];
    }

    /// <summary>Who lends on a day, and so is away.</summary>
    internal static async Task<HashSet<Guid>> LendingAsync(
        this PortalDbContext db, DateOnly day, CancellationToken ct) =>
        [.. await db.Standing(day).Where(d => d.FromOn <= day).Select(d => d.LenderId).ToListAsync(ct)];

    private static IQueryable<ApprovalDelegation> Standing(this PortalDbContext db, DateOnly day) =>
        db.Set<ApprovalDelegation>().AsNoTracking()
            .Where(d => d.ToOn >= day && !db.Set<ApprovalDelegationEnd>().Any(e => e.DelegationId == d.Id));
}
