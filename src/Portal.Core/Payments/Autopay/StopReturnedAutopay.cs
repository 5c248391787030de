using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Gateway;
using Portal.Core.Payments.Wallet;

namespace Portal.Core.Payments.Autopay;

/// <summary>
/// A draft that had been paid came back, or its payer disputes it: what the bank said decides whether its method is
/// used any more, as for a draft that fails (<see cref="DraftFailure"/>). What came back without a reason stops it too:
/// a wrong debit is worse than a missing one. Part of the caller's transaction when one is open, which then has locked
/// the accounts. What no draft paid changes nothing.
/// </summary>
public sealed class StopReturnedAutopay(PortalDbContext db, StopMethod stopMethod, BusinessClock clock)
{
    /// <param name="ReturnCode">"R01" and so on; null where the bank gave none.</param>
    /// <param name="IsDispute">Its payer disputes it.</param>
    public sealed record Request(Guid AttemptId, string? ReturnCode, bool IsDispute = false);

    /// <returns>True when something that was active is stopped.</returns>
    public async Task<bool> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.LockAccountsUntrackedAsync(await db.AccountsUsingAsync(request.AttemptId, ct), ct);
        var found = await (
            from attempt in db.PaymentAttempts
            join draft in db.Drafts on attempt.DraftId equals draft.Id
            where attempt.Id == request.AttemptId
            select new { attempt, draft.CustomerAccountId, draft.UserId, draft.MethodId, draft.Tries })
            .SingleOrDefaultAsync(ct);
        if (found is null) { return false; }

        found.attempt.ReturnCode = request.ReturnCode ?? found.attempt.ReturnCode;
        await db.SaveChangesAsync(ct);
        var returns = await db.ReturnsAsync(
            found.CustomerAccountId, found.UserId, found.MethodId, clock.Now, ct);
        var why = request.IsDispute ? AutopayWhy.Disputed
            : request.ReturnCode is null ? AutopayWhy.CameBack
            : DraftFailure.Of(GatewayTender.BankDebit, null, request.ReturnCode, found.Tries, returns).Suspend;
        var isNew = why is { } reason && await stopMethod.OfAttemptAsync(found.attempt, reason, ct);
        await tx.CommitAsync(ct);
        return isNew;
    }
}
