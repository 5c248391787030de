using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Money;

namespace Portal.Core.Payments;

/// <summary>
/// What a resident's accounts have been paid, newest first, and what is on its way. With which card or bank account
/// another person paid is left out.
/// </summary>
public sealed record PaymentHistory(
    IReadOnlyList<PaymentHistory.Row> Rows, IReadOnlyList<PaymentHistory.OnItsWay> Coming, int Page, int Count)
{
    public const int RowsPerPage = 24;

    public int Pages => Math.Max(1, (Count + RowsPerPage - 1) / RowsPerPage);

    /// <param name="page">From 1; beyond the last gives the last.</param>
    public static async Task<PaymentHistory> ForAsync(
        PortalDbContext db, Guid userId, int page, CancellationToken ct)
    {
        var payments =
            from payment in db.Payments
            join account in db.VisibleTo(userId) on payment.CustomerAccountId equals account.Id
            join premise in db.Premises on account.PremiseId equals premise.Id
            let isPayer = db.PaymentAttempts.Any(a => a.Id == payment.AttemptId && a.UserId == userId)
            select new { payment, account, premise, isPayer };
        var count = await payments.CountAsync(ct);
        var shown = Math.Clamp(page, 1, Math.Max(1, (count + RowsPerPage - 1) / RowsPerPage));
        var rows = await payments
            .OrderByDescending(p => p.payment.ReceivedAt).ThenByDescending(p => p.payment.Id)
            .Skip((shown - 1) * RowsPerPage).Take(RowsPerPage)
            .Select(p => new Row(
                p.payment.Id, p.payment.Reference, p.payment.ReceivedAt, p.account.Number, p.premise.Line1,
                p.payment.Tender, p.isPayer ? p.payment.Brand : null, p.isPayer ? p.payment.LastFour : null,
                p.payment.Amount,
                db.PaymentReversals.Any(r => r.PaymentId == p.payment.Id)))
            .AsNoTracking().ToListAsync(ct);
        var coming = await (
            from share in db.PaymentAttemptShares
            join attempt in db.PaymentAttempts on share.AttemptId equals attempt.Id
            join account in db.VisibleTo(userId) on share.CustomerAccountId equals account.Id
            join premise in db.Premises on account.PremiseId equals premise.Id
            where share.IsInFlight
            orderby attempt.ChangedAt descending
            select new OnItsWay(
                account.Number, premise.Line1, share.Amount,
                attempt.UserId == userId ? attempt.LastFour : null, attempt.ChangedAt))
            .AsNoTracking().ToListAsync(ct);
        return new(rows, coming, shown, count);
    }

    public sealed record Row(
        Guid Id,
        string Reference,
        DateTimeOffset ReceivedAt,
        string AccountNumber,
        string Place,
        Tender Tender,
        string? Brand,
        string? LastFour,
        Usd Amount,
        bool IsUndone)
    {
        public string MaskedNumber => CustomerAccount.Mask(AccountNumber);
    }

    /// <summary>A bank debit that has started and is not settled.</summary>
    public sealed record OnItsWay(
        string AccountNumber, string Place, Usd Amount, string? LastFour, DateTimeOffset StartedAt)
    {
        public string MaskedNumber => CustomerAccount.Mask(AccountNumber);

        /// <summary>When it should have arrived at the latest.</summary>
        public DateOnly ExpectedBy(Common.BusinessClock clock) =>
            BankingDays.Add(clock.DayOf(StartedAt), BankingDays.ToSettleDebit);
    }
}
