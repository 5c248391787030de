using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Delinquency.Runs;

/// <summary>Every quarter of an hour: goes on with released runs. Safe to run twice and at once.</summary>
public sealed class PostReleasedDelinquency(PortalDbContext db, PostDelinquencyRun post)
{
    private const int ChunksPerRun = 400;

    /// <returns>How many accounts were worked on.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var runs = await db.Set<DelinquencyRunRelease>()
            .Where(r => db.Set<DelinquencyRunItem>().Any(i => i.RunId == r.RunId && i.Event != null
                && !db.Set<DelinquencyRunAccount>()
                    .Any(a => a.RunId == r.RunId && a.CustomerAccountId == i.CustomerAccountId)))
            .OrderBy(r => r.ReleasedAt).Select(r => r.RunId).ToListAsync(ct);
        var done = 0;
        foreach (var run in runs)
        {
            for (var chunk = 0; chunk < ChunksPerRun; chunk++)
            {
                db.ChangeTracker.Clear();
                if (await post.RunAsync(run, ct) is not Outcome<int>.Done(var accounts) || accounts == 0) { break; }

                done += accounts;
            }
        }

        return done;
    }
}
