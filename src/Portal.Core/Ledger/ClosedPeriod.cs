using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Ledger;

/// <summary>
/// Asked before an act posts: a month whose books are closed takes no entry (ck_journal_entry_period_open).
/// </summary>
public static class ClosedPeriod
{
    /// <returns>Why nothing is posted on a day; null when it may be.</returns>
    public static async Task<Refusal?> WhyNotAsync(PortalDbContext db, DateOnly day, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var month = new DateOnly(day.Year, day.Month, 1);
        return await db.AccountingPeriods.AnyAsync(p => p.StartsOn == month && p.State == PeriodState.Open, ct)
            ? null
            : new("Ledger_PeriodClosed", month);
    }
}
