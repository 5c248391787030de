using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Usage.Alerts;

/// <summary>
/// Takes back days away, or ends them early: they are back. Doing it twice changes nothing. Refused: days that are not
/// of an account that is theirs to manage.
/// </summary>
public sealed class EndAway(PortalDbContext db, BusinessClock clock)
{
    public async Task<Outcome<AwayPeriod>> RunAsync(
        Guid customerAccountId, Guid periodId, Actor by, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(by);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockManagedAsync(customerAccountId, by, ct) is not { } account
            || await db.Set<AwayPeriod>().SingleOrDefaultAsync(
                p => p.Id == periodId && p.CustomerAccountId == account.Id, ct) is not { } period)
        {
            return new Refusal("Away_NoSuch");
        }

        if (period.EndedAt is null)
        {
            period.End(by.Name, clock.Now);
            db.Add(AuditEntry.Of(clock.Now, by.Name, nameof(EndAway), account.Id, new
            {
                from = period.FromOn,
                to = period.ToOn,
            }));
            await db.SaveChangesAsync(ct);
        }

        await tx.CommitAsync(ct);
        return period;
    }
}
