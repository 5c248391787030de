using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Payments.PaymentFees;

/// <summary>
/// The worker's turn at fees with something to do: claims some by putting their next time off, and brings each a step
/// on. That a fee is taken once rests on its id, the processor's key, and on its lock.
/// </summary>
public sealed class TakePaymentFees(PortalDbContext db, TakePaymentFee take, BusinessClock clock)
{
    public const int FeesPerRun = 25;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <returns>How many fees were claimed.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var claimed = await db.Database.SqlQuery<Guid>($"""
            update payment_fee set check_at = {clock.Now + Patience}
            where id in (
              select id from payment_fee where check_at <= {clock.Now}
              order by check_at, id limit {FeesPerRun} for update skip locked)
            returning id as "Value"
            """).ToListAsync(ct);
        await OneByOne.DoClaimedAsync(db, claimed, id => take.RunAsync(id, ct), ct);
        return claimed.Count;
    }
}
