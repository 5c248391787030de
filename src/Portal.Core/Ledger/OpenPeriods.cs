using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Ledger;

/// <summary>
/// Keeps this month and the next open in the books, so that midnight on the first never stops a payment. A month that
/// somebody closed stays closed. Safe to run at any time, by many at once.
/// </summary>
public sealed class OpenPeriods(PortalDbContext db, BusinessClock clock)
{
    /// <returns>How many months were opened.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var today = clock.Today;
        var month = new DateOnly(today.Year, today.Month, 1);
        var next = month.AddMonths(1);
        return await db.Database.ExecuteSqlAsync(
            $"""
            insert into accounting_period (starts_on, state) values ({month}, 'open'), ({next}, 'open')
            on conflict (starts_on) do update set state = 'open' where accounting_period.state = 'future'
            """,
            ct);
    }
}
