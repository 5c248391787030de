using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments;

namespace Portal.Core.Requests.Refunds;

/// <summary>The credit that was asked back. Nothing has been paid out by it. Append-only.</summary>
public sealed class RefundRequest
{
    public required Guid RequestId { get; init; }

    public required Usd Amount { get; init; }

    /// <summary>The day on which the last payment behind it has cleared.</summary>
    public required DateOnly EarliestOn { get; init; }

    internal sealed class Table : IEntityTypeConfiguration<RefundRequest>
    {
        public void Configure(EntityTypeBuilder<RefundRequest> builder)
        {
            builder.HasKey(r => r.RequestId);
            builder.HasOne<CustomerRequest>().WithOne().HasForeignKey<RefundRequest>(r => r.RequestId);
        }
    }
}

/// <summary>
/// What of an account may be asked back: its credit, without what budget billing has gathered ahead, and without what
/// the relief fund paid; and the day from which on it may go out. A bank debit clears in 5 banking days, a check in 10
/// (domain.md §5).
/// </summary>
public sealed record RefundableCredit(Usd Amount, DateOnly EarliestOn)
{
    private const int DebitDays = 5;

    private const int CheckDays = 10;

    public static async Task<RefundableCredit> OfAsync(
        PortalDbContext db, CustomerAccount account, BusinessClock clock, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(account);
        ArgumentNullException.ThrowIfNull(clock);
        var since = clock.Now.AddDays(-30);
        var lately = await db.Payments.AsNoTracking()
            .Where(p => p.CustomerAccountId == account.Id && p.ReceivedAt >= since
                && (p.Tender == Tender.BankDebit || p.Tender == Tender.Check)
                && !db.PaymentReversals.Any(r => r.PaymentId == p.Id))
            .Select(p => new { p.Tender, p.ReceivedAt }).ToListAsync(ct);
        var clears = lately.Select(p => BankingDays.Add(
            clock.DayOf(p.ReceivedAt), p.Tender == Tender.Check ? CheckDays : DebitDays)).Append(clock.Today).Max();
        var owed = account.Balance > account.Due ? account.Balance : account.Due;
        var given = await db.Payments.Where(p => p.CustomerAccountId == account.Id && p.Tender == Tender.Assistance)
            .Select(p => p.Unapplied).SumUsdAsync(ct);
        return new(Usd.Max(-owed - given, Usd.Zero), clears);
    }

    /// <summary>Why nothing can be asked back; null when something can.</summary>
    public Refusal? WhyNot => Amount.IsPositive ? null : new("Refund_Nothing");
}
