using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Payments.Drafts;
using Portal.Core.Payments.Gateway;

namespace Portal.Core.Payments.Autopay;

/// <summary>
/// A draft that had been paid came back, or its payer disputes it: whoever says that it was not authorized must not be
/// charged again. Suspends the autopay it was of until they act. Part of the caller's transaction when one is
/// open. What no draft paid, or no autopay, changes nothing.
/// </summary>
public sealed class StopReturnedAutopay(PortalDbContext db, SuspendAutopay suspend)
{
    /// <returns>True when autopay was active and is suspended.</returns>
    public async Task<bool> RunAsync(Guid attemptId, CancellationToken ct)
    {
        var found = await (
            from attempt in db.PaymentAttempts
            join draft in db.Drafts on attempt.DraftId equals draft.Id
            where attempt.Id == attemptId && draft.Source == DraftSource.Autopay
            select new { draft.CustomerAccountId, attempt.Tender }).SingleOrDefaultAsync(ct);
        if (found is null) { return false; }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.LockAccountAsync(found.CustomerAccountId, ct);
        var why = found.Tender == GatewayTender.Card ? AutopayWhy.CardRefused : AutopayWhy.BankRevoked;
        var isNew = await suspend.RunAsync(found.CustomerAccountId, why, ct);
        await tx.CommitAsync(ct);
        return isNew;
    }
}
