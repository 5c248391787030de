using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Requests;

namespace Portal.Core.Payments.Relief;

/// <summary>
/// What the relief fund paid on an account: a payment of the account with the tender assistance, proposed by one and
/// approved by another (ck_relief_grant_second_person). Taken back when that payment is. Append-only.
/// </summary>
public sealed class ReliefGrant
{
    /// <summary>The operation that proposed it.</summary>
    public required Guid Id { get; init; }

    public required Guid CustomerAccountId { get; init; }

    /// <summary>What the household asked; null when the office proposed it unasked.</summary>
    public Guid? RequestId { get; init; }

    public required Guid PaymentId { get; init; }

    public required Usd Amount { get; init; }

    /// <summary>Why, for the office.</summary>
    public required string Note { get; init; }

    public required DateOnly GrantedOn { get; init; }

    public required DateTimeOffset GrantedAt { get; init; }

    public required string ProposedBy { get; init; }

    public required string ApprovedBy { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<ReliefGrant>
    {
        public void Configure(EntityTypeBuilder<ReliefGrant> builder)
        {
            builder.HasOne<CustomerAccount>().WithMany().HasForeignKey(g => g.CustomerAccountId);
            builder.HasOne<CustomerRequest>().WithMany().HasForeignKey(g => g.RequestId);
            builder.HasOne<Payment>().WithOne().HasForeignKey<ReliefGrant>(g => g.PaymentId);
        }
    }
}

/// <summary>Questions about the relief fund.</summary>
public static class ReliefFund
{
    /// <summary>What it has left to grant.</summary>
    public static async Task<Usd> FreeOfReliefAsync(this PortalDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return new((await db.Database.SqlQuery<long>($"select relief_fund_cents() as \"Value\"").ToListAsync(ct))
            .Single());
    }

    /// <summary>One grant after another until the transaction ends; accounts are locked before.</summary>
    internal static Task LockReliefAsync(this PortalDbContext db, CancellationToken ct)
    {
        db.RequireTransaction();
        return db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('relief_fund'))", ct);
    }

    /// <summary>What the fund may pay on an account: what is open and not disputed.</summary>
    public static Task<Usd> OpenForReliefAsync(this PortalDbContext db, Guid accountId, CancellationToken ct) =>
        db.OpenItems.Where(i => i.CustomerAccountId == accountId && !i.IsDisputed).Select(i => i.Open)
            .SumUsdAsync(ct);

    /// <summary>The grants of an account, newest first; the second value says that it was taken back.</summary>
    public static async Task<IReadOnlyList<(ReliefGrant Grant, bool IsTakenBack)>> GrantsOfAsync(
        this PortalDbContext db, Guid accountId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var rows = await db.Set<ReliefGrant>().AsNoTracking().Where(g => g.CustomerAccountId == accountId)
            .OrderByDescending(g => g.GrantedAt)
            .Select(g => new { Grant = g, Back = db.PaymentReversals.Any(r => r.PaymentId == g.PaymentId) })
            .ToListAsync(ct);
        return [.. rows.Select(r => (r.Grant, r.Back))];
    }
}
