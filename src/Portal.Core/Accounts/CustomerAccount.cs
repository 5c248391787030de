using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Billing;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Accounts;

/// <summary>
/// What one customer owes. <see cref="PremiseId"/> is the place it is named for; what it is served, there and
/// elsewhere, are its <see cref="ServiceAgreement"/>s. <see cref="Balance"/> is changed only by an act that holds this
/// row's lock (<see cref="PortalDbContext.LockAccountAsync"/>).
/// </summary>
public sealed class CustomerAccount
{
    public required Guid Id { get; init; }

    /// <summary>Ten digits, printed on the bill.</summary>
    public required string Number { get; init; }

    public required Guid CustomerId { get; init; }

    public required Guid PremiseId { get; set; }

    /// <summary>Six digits printed on the bill: proof of having it in hand, not a password.</summary>
    public required string Pin { get; set; }

    public required DateOnly OpenedOn { get; init; }

    public DateOnly? ClosedOn { get; set; }

    /// <summary>Code of the cycle it is billed with; null until somebody puts it in one.</summary>
    public string? BillingCycle { get; set; }

    /// <summary>Null leaves it to the rule: on paper, and by e-mail too to who has a confirmed sign-in.</summary>
    public BillDelivery? BillDelivery { get; set; }

    /// <summary>Owed now; negative is a credit.</summary>
    public Usd Balance { get; private set; }

    /// <summary>
    /// Earned and not yet asked for, by budget billing; below zero when more was asked for than earned. Changed like
    /// the balance, only under this row's lock.
    /// </summary>
    public Usd Deferred { get; private set; }

    /// <summary>What is asked for: all that pages show as owed and that collections may pursue.</summary>
    public Usd Due => Balance - Deferred;

    public uint Version { get; private set; }

    /// <summary>The number as people may see it on a shared screen: ••4471.</summary>
    public string MaskedNumber => Mask(Number);

    /// <summary>Six new digits, for a new account and where somebody should know the old ones no more.</summary>
    internal static string NewPin() => System.Security.Cryptography.RandomNumberGenerator
        .GetInt32(100_000, 1_000_000).ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The last four digits of an account number behind two dots.</summary>
    public static string Mask(string number) => "••" + number[^4..];

    internal void Owe(Usd amount) => Balance += amount;

    internal void Defer(Usd amount) => Deferred += amount;

    internal sealed class Table : IEntityTypeConfiguration<CustomerAccount>
    {
        public void Configure(EntityTypeBuilder<CustomerAccount> builder)
        {
            builder.Property(a => a.Version).IsRowVersion();
            builder.Ignore(a => a.Due);
            builder.HasOne<Customer>().WithMany().HasForeignKey(x => x.CustomerId);
            builder.HasOne<Premise>().WithMany().HasForeignKey(x => x.PremiseId);
            builder.HasOne<BillingCycle>().WithMany().HasForeignKey(x => x.BillingCycle);
        }
    }
}

/// <summary>Which accounts a resident may see, pay and manage: the only ways a resident's page reaches one.</summary>
public static class CustomerAccountQueries
{
    /// <summary>Theirs at any level, or nothing at all.</summary>
    public static IQueryable<CustomerAccount> VisibleTo(this PortalDbContext db, Guid userId) =>
        db.LinkedTo(userId, [AccountLevel.SeeBills, AccountLevel.Pay, AccountLevel.Full]);

    /// <summary>Those they may pay.</summary>
    public static IQueryable<CustomerAccount> PayableBy(this PortalDbContext db, Guid userId) =>
        db.LinkedTo(userId, [AccountLevel.Pay, AccountLevel.Full]);

    /// <summary>Those of which they may change something, as the customer may.</summary>
    public static IQueryable<CustomerAccount> ManagedBy(this PortalDbContext db, Guid userId) =>
        db.LinkedTo(userId, [AccountLevel.Full]);

    /// <summary>By whom which account may be paid, where that is asked of many at once.</summary>
    internal static IQueryable<AccountLink> PayingLinks(this PortalDbContext db) =>
        db.AccountLinks.Where(l => l.EndedAt == null
            && (l.Level == AccountLevel.Pay || l.Level == AccountLevel.Full));

    private static IQueryable<CustomerAccount> LinkedTo(
        this PortalDbContext db, Guid userId, AccountLevel[] levels) =>
        db.CustomerAccounts.Where(a => db.AccountLinks.Any(l =>
            l.CustomerAccountId == a.Id && l.UserId == userId && l.EndedAt == null && levels.Contains(l.Level)));
}
