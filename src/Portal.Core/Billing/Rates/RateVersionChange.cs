using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Rates;

/// <summary>What the acts on versions share: the row lock, the history and the audit trail.</summary>
internal static class RateVersionChange
{
    /// <summary>The version as it is under its lock; null when there is none.</summary>
    internal static async Task<RateVersion?> LockAsync(PortalDbContext db, Guid id, CancellationToken ct) =>
        (await db.RateVersions.FromSql($"select *, xmin from rate_schedule where id = {id} for update")
            .ToListAsync(ct)).SingleOrDefault();

    /// <summary>One change at a time to the versions of a schedule, so that two drafts take two numbers.</summary>
    internal static Task LockCodeAsync(PortalDbContext db, string code, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('rate_schedule'), hashtext({code}))", ct);

    internal static void Record(PortalDbContext db, RateVersion version, RateAct act, Actor by, DateTimeOffset at)
    {
        db.Add(new RateChange
        {
            Id = Guid.CreateVersion7(),
            RateScheduleId = version.Id,
            At = at,
            Actor = by.Name,
            Act = act,
            Document = version.Document,
        });
        db.Add(new AuditEntry
        {
            Id = Guid.CreateVersion7(),
            At = at,
            Actor = by.Name,
            Act = $"Rates{act}",
            Detail = JsonSerializer.Serialize(new { version.Id, version.Code, version.EffectiveOn }),
        });
    }
}
