using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;

namespace Portal.Core.Payments.Wallet;

/// <summary>
/// What happened to the saved methods that an account's autopay and drafts went or go by: kept, replaced, updated by
/// its bank, removed. For the office; brand and last four of each as they stood then.
/// </summary>
public static class MethodHistory
{
    private const int Shown = 50;

    /// <summary>Newest first.</summary>
    public static async Task<IReadOnlyList<SavedMethodEvent>> OfAsync(
        PortalDbContext db, Guid customerAccountId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await db.Set<SavedMethodEvent>().AsNoTracking()
            .Where(e => db.AutopayEnrollments.Any(
                    a => a.CustomerAccountId == customerAccountId && a.MethodId == e.MethodId)
                || db.Drafts.Any(d => d.CustomerAccountId == customerAccountId && d.MethodId == e.MethodId))
            .OrderByDescending(e => e.At).ThenByDescending(e => e.No).Take(Shown).ToListAsync(ct);
    }
}
