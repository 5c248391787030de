using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Billing.LateCharges;

/// <summary>Every quarter of an hour: goes on with released runs. Safe to run twice and at once.</summary>
public sealed class PostReleasedLateCharges(PortalDbContext db, PostLateCharges post)
{
    private const int ChunksPerRun = 200;

    /// <returns>How many accounts were worked on.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var runs = await db.Set<LateChargeRunRelease>()
            .Where(r => db.Set<LateChargeRunItem>().Any(i => i.RunId == r.RunId && !db.Set<LateChargeRunAccount>()
                .Any(a => a.RunId == r.RunId && a.CustomerAccountId == i.CustomerAccountId)))
            .OrderBy(r => r.ReleasedAt).Select(r => r.RunId).ToListAsync(ct);
        var done = 0;
        foreach (var run in runs)
        {
            for (var chunk = 0; chunk < ChunksPerRun; chunk++)
            {
                db.ChangeTracker.Clear();
                if (await post.RunAsync(run, ct) is not Outcome<int>.Done(var accounts) || accounts == 0)
                {
                    break;
                }

                done += accounts;
            }
        }

        return done;
    }
}
