using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Wallet;

namespace Portal.Core.Payments;

/// <summary>Questions about attempts that several acts and pages ask.</summary>
public static class PaymentAttemptQueries
{
    // Asked by nearly every page of a resident, so compiled once.
    private static readonly Func<PortalDbContext, Guid[], IAsyncEnumerable<Begun>> NotYetPaid = EF.CompileAsyncQuery(
        (PortalDbContext db, Guid[] accountIds) => (
            from share in db.PaymentAttemptShares
            join attempt in db.PaymentAttempts on share.AttemptId equals attempt.Id
            where Enumerable.Contains(accountIds, share.CustomerAccountId) && (share.IsLive || share.IsInFlight)
            orderby attempt.CreatedAt
            select new Begun(
                share.CustomerAccountId, share.Amount, share.IsLive, share.IsInFlight, attempt.Id, attempt.UserId,
                attempt.SessionUrl, attempt.ChangedAt, attempt.ExpiresAt, attempt.DraftId != null)).AsNoTracking());

    /// <summary>Locks the attempt's customer accounts in id order, then the attempt itself.</summary>
    /// <param name="withMethod">It fails: what else uses its kept method may be stopped, so that is locked too.</param>
    /// <returns>The attempt with its shares as they are under the locks, or null when there is none.</returns>
    public static async Task<(PaymentAttempt Attempt, IReadOnlyList<CustomerAccount> Accounts)?> LockAttemptAsync(
        this PortalDbContext db, Guid attemptId, CancellationToken ct, bool withMethod = false)
    {
        db.Forget(read => read is PaymentAttempt a && a.Id == attemptId
            || read is PaymentAttemptShare s && s.AttemptId == attemptId);
        var accountIds = await db.PaymentAttemptShares.Where(s => s.AttemptId == attemptId)
            .Select(s => s.CustomerAccountId).ToListAsync(ct);
        List<Guid> others = withMethod ? await db.AccountsUsingAsync(attemptId, ct) : [];
        var locked = await db.LockAccountsAsync(accountIds.Concat(others), ct);
        IReadOnlyList<CustomerAccount> accounts = [.. locked.Where(a => accountIds.Contains(a.Id))];
        var attempt = await db.PaymentAttempts
            .FromSql($"select *, xmin from payment_attempt where id = {attemptId} for update")
            .SingleOrDefaultAsync(ct);
        if (attempt is null)
        {
            return null;
        }

        await db.Entry(attempt).Collection(a => a.Shares).LoadAsync(ct);
        return (attempt, accounts);
    }

    /// <summary>
    /// What is on its way by bank debit, and the live checkout if there is one, for each of some accounts.
    /// </summary>
    public static async Task<IReadOnlyDictionary<Guid, InProgress>> InProgressAsync(
        this PortalDbContext db, IReadOnlyCollection<Guid> accountIds, CancellationToken ct)
    {
        var rows = await NotYetPaid(db, [.. accountIds]).ToListAsync(ct);
        return rows.GroupBy(r => r.CustomerAccountId).ToDictionary(
            g => g.Key,
            g => new InProgress(
                g.Where(r => r.IsInFlight).Select(r => r.Amount).Sum(),
                g.Where(r => r.IsInFlight).Select(r => (DateTimeOffset?)r.ChangedAt).LastOrDefault(),
                g.Where(r => r.IsLive)
                    .Select(r => new LiveCheckout(r.Id, r.UserId, r.Amount, r.SessionUrl, r.ExpiresAt, r.IsDraft))
                    .LastOrDefault()));
    }

    /// <summary>Money of an account that is neither due nor paid.</summary>
    /// <param name="InFlight">Bank debits started and not settled.</param>
    /// <param name="InFlightSince">When the latest of them was started.</param>
    /// <param name="Live">A checkout page somebody has open.</param>
    public sealed record InProgress(Usd InFlight, DateTimeOffset? InFlightSince, LiveCheckout? Live);

    /// <summary>An open checkout; only the person who opened it is shown its address.</summary>
    /// <param name="IsDraft">No checkout, but a kept method that is being charged at this moment.</param>
    public sealed record LiveCheckout(
        Guid AttemptId, Guid? UserId, Usd Amount, string? CheckoutUrl, DateTimeOffset ExpiresAt, bool IsDraft);

    private sealed record Begun(
        Guid CustomerAccountId, Usd Amount, bool IsLive, bool IsInFlight, Guid Id, Guid? UserId, string? SessionUrl,
        DateTimeOffset ChangedAt, DateTimeOffset ExpiresAt, bool IsDraft);
}
