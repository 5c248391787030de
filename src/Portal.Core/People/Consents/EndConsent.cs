using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.People.Consents;

/// <summary>
/// Writes down that a consent has ended, in the transaction of the act that ends what rested on it. The consent itself
/// is kept. Ending it again changes nothing.
/// </summary>
public sealed class EndConsent(PortalDbContext db, TimeProvider clock)
{
    /// <returns>False when it had ended before.</returns>
    public async Task<bool> RunAsync(Guid consentId, Actor by, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(by);
        return await db.Database.ExecuteSqlAsync(
            $"""
            insert into consent_end (consent_id, ended_by, ended_at)
            values ({consentId}, {by.Name}, {clock.GetUtcNow()})
            on conflict (consent_id) do nothing
            """,
            ct) == 1;
    }
}
