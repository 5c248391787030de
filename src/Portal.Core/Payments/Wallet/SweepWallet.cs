using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Gateway;

namespace Portal.Core.Payments.Wallet;

/// <summary>
/// Every 15 minutes: asks about visits of which nobody told us, and lets the processor forget what was removed or
/// replaced. Safe to run twice.
/// </summary>
public sealed class SweepWallet(PortalDbContext db, ICardGateway gateway, FollowSetup follow, BusinessClock clock)
{
    public const int RowsPerRun = 200;

    private static readonly TimeSpan Later = TimeSpan.FromHours(1);

    /// <returns>How many visits were asked about and methods forgotten.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var due = await db.MethodSetups.Where(s => s.CheckAt <= clock.Now)
            .OrderBy(s => s.CheckAt).Select(s => s.Id).Take(RowsPerRun).ToListAsync(ct);
        var each = new OneByOne(db, ct);
        foreach (var id in due)
        {
            await each.DoAsync(() => follow.RunAsync(id, ct));
        }

        var toForget = await db.Set<MethodToForget>().Where(m => m.NextAt <= clock.Now)
            .OrderBy(m => m.NextAt).Take(RowsPerRun).ToListAsync(ct);
        foreach (var row in toForget)
        {
            // Refused: it holds no such method any more, which is what was wanted.
            var isDone = await gateway.ForgetMethodAsync(row.ProcessorMethodId, ct)
                is not GatewayAnswer<GatewayMethod>.Unknown;
            row.NextAt = isDone ? null : clock.Now + Later;
            row.DoneAt = isDone ? clock.Now : null;
            await db.SaveChangesAsync(ct);
        }

        each.TellFaults();
        return due.Count + toForget.Count;
    }
}
