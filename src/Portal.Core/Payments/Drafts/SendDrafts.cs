using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Payments.Drafts;

/// <summary>
/// The worker's turn at drafts whose day has come: claims some under a lease and sends each. The lease only keeps
/// workers out of each other's way; that a draft is taken once rests on the account's lock and the draft's state
/// (ux_payment_attempt_one_of_draft). Sends on banking days alone.
/// </summary>
public sealed class SendDrafts(PortalDbContext db, SendDraft send, BusinessClock clock)
{
    public const int DraftsPerRun = 25;

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    /// <returns>How many drafts were claimed.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        if (!BankingDays.IsBankingDay(clock.Today)) { return 0; }

        var me = Guid.NewGuid();
        var claimed = await db.Database.SqlQuery<Guid>($"""
            update draft set lease_by = {me}, lease_until = {clock.Now + Lease}
            where id in (
              select id from draft
              where state = 'promised' and send_at <= {clock.Now}
                and (lease_until is null or lease_until < {clock.Now})
              order by send_at, id limit {DraftsPerRun} for update skip locked)
            returning id as "Value"
            """).ToListAsync(ct);
        await OneByOne.DoClaimedAsync(db, claimed, id => send.RunAsync(id, ct), ct);
        return claimed.Count;
    }
}
