using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;

namespace Portal.Core.Jobs;

/// <summary>Every night: forgets token buckets and wrong tries that have long been full, or over, again.</summary>
public sealed class ForgetLimits(PortalDbContext db, TimeProvider clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    /// <returns>How many rows were forgotten.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var before = clock.GetUtcNow() - Kept;
        return await db.Database.ExecuteSqlAsync($"delete from rate_bucket where refilled_at < {before}", ct)
            + await db.Database.ExecuteSqlAsync($"delete from failed_try where last_at < {before}", ct);
    }
}
