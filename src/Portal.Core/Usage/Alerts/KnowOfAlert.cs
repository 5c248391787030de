using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Usage.Alerts;

/// <summary>
/// A customer, or the office for them, says that they know: nothing more is said of it until it is over and begins
/// anew. Saying it twice changes nothing. Refused: an alert that is not of an account
/// that is theirs to manage.
/// </summary>
public sealed class KnowOfAlert(PortalDbContext db, BusinessClock clock)
{
    public sealed record Request(Guid CustomerAccountId, Guid AlertId, Actor By);

    public async Task<Outcome<UseAlert>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockManagedAsync(request.CustomerAccountId, request.By, ct) is not { } account
            || await db.Set<UseAlert>().SingleOrDefaultAsync(
                a => a.Id == request.AlertId && a.CustomerAccountId == account.Id, ct) is not { } alert)
        {
            return new Refusal("Use_NoSuchAlert");
        }

        if (alert.KnownAt is null)
        {
            alert.Know(request.By.Name, clock.Now);
            db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(KnowOfAlert), account.Id, new
            {
                alert = alert.Id,
                kind = SnakeCase.Snake($"{alert.Kind}"),
            }));
            await db.SaveChangesAsync(ct);
        }

        await tx.CommitAsync(ct);
        return alert;
    }
}
