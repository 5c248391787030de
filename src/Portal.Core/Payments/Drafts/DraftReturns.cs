using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;

namespace Portal.Core.Payments.Drafts;

/// <summary>How often a payer's debits came back for want of money: R01 and R09 (domain.md §3.2).</summary>
internal static class DraftReturns
{
    /// <summary>
    /// Those of one resident on one account, in the twelve months before a moment; of a guest, whom only their bank
    /// account tells from other guests, those of the method they gave.
    /// </summary>
    public static Task<int> ReturnsAsync(
        this PortalDbContext db, Guid customerAccountId, Guid? userId, Guid? methodId, DateTimeOffset now,
        CancellationToken ct)
    {
        var since = now.AddMonths(-12);
        return (
            from attempt in db.PaymentAttempts
            join draft in db.Drafts on attempt.DraftId equals draft.Id
            where draft.CustomerAccountId == customerAccountId && draft.UserId == userId
                && (userId != null || draft.MethodId == methodId)
                && attempt.CreatedAt >= since && (attempt.ReturnCode == "R01" || attempt.ReturnCode == "R09")
            select attempt.Id).CountAsync(ct);
    }
}
