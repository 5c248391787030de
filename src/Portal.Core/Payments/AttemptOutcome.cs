using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Payments;

/// <summary>What became of an attempt, for the page that the payer returns to.</summary>
public sealed record AttemptOutcome
{
    public required PaymentAttempt Attempt { get; init; }

    /// <summary>What it pays, one for each account.</summary>
    public required IReadOnlyList<Share> Shares { get; init; }

    /// <summary>The payments posted; empty until it is paid.</summary>
    public required IReadOnlyList<Guid> PaymentIds { get; init; }

    /// <summary>When a bank debit should have arrived at the latest.</summary>
    public DateOnly ExpectedBy(Common.BusinessClock clock) =>
        BankingDays.Add(clock.DayOf(Attempt.ChangedAt), BankingDays.ToSettleDebit);

    /// <summary>One attempt of a resident, or null when there is none of theirs.</summary>
    public static Task<AttemptOutcome?> OfResidentAsync(
        PortalDbContext db, Guid userId, Guid attemptId, CancellationToken ct) =>
        LoadAsync(db, db.PaymentAttempts.Where(a => a.Id == attemptId && a.UserId == userId), ct);

    /// <summary>One attempt of a guest, by the processor's session, which only the payer's browser was told.</summary>
    public static Task<AttemptOutcome?> OfGuestAsync(PortalDbContext db, string sessionId, CancellationToken ct) =>
        LoadAsync(db, db.PaymentAttempts.Where(a => a.SessionId == sessionId && a.UserId == null), ct);

    private static async Task<AttemptOutcome?> LoadAsync(
        PortalDbContext db, IQueryable<PaymentAttempt> attempts, CancellationToken ct)
    {
        if (await attempts.AsNoTracking().SingleOrDefaultAsync(ct) is not { } attempt)
        {
            return null;
        }

        var shares = await (
            from share in db.PaymentAttemptShares
            join account in db.CustomerAccounts on share.CustomerAccountId equals account.Id
            join premise in db.Premises on account.PremiseId equals premise.Id
            where share.AttemptId == attempt.Id
            orderby account.Number
            select new Share(account.Id, account.Number, premise.Line1, share.Amount)).AsNoTracking().ToListAsync(ct);
        var payments = await db.Payments.Where(p => p.AttemptId == attempt.Id).Select(p => p.Id).ToListAsync(ct);
        return new() { Attempt = attempt, Shares = shares, PaymentIds = payments };
    }

    public sealed record Share(Guid CustomerAccountId, string AccountNumber, string Place, Usd Amount)
    {
        public string MaskedNumber => CustomerAccount.Mask(AccountNumber);
    }
}
