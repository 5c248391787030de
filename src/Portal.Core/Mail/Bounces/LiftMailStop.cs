using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests;
using Portal.Core.Staff;

namespace Portal.Core.Mail.Bounces;

/// <summary>
/// Lets mail go to an address again and closes the office's task: by staff with a reason, or because its owner followed
/// a link that was mailed there. Refuses without a reason and what is lifted already.
/// </summary>
public sealed class LiftMailStop(PortalDbContext db, TimeProvider clock)
{
    public const int LongestReason = 500;

    public async Task<Outcome<MailStop>> RunAsync(Guid id, string? reason, Guid staffUserId, CancellationToken ct)
    {
        var why = RichText.Plain(reason);
        if (why.Length is 0 or > LongestReason) { return new Refusal("MailStop_ReasonMissing", LongestReason); }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var stop = await LockAsync(id, ct);
        if (stop is null || stop.LiftedAt is not null) { return new Refusal("MailStop_NotOpen"); }

        await LiftAsync(stop, why, Actor.Staff(staffUserId), ct);
        await tx.CommitAsync(ct);
        return stop;
    }

    /// <summary>The owner has shown that the address works. Part of the caller's transaction.</summary>
    public async Task VerifiedAsync(string address, Guid userId, CancellationToken ct)
    {
        if (await db.MailStopOfAsync(address, ct) is { } open
            && await LockAsync(open.Id, ct) is { LiftedAt: null } stop)
        {
            await LiftAsync(stop, "The owner followed a link that was mailed there.", Actor.Resident(userId), ct);
        }
    }

    private async Task<MailStop?> LockAsync(Guid id, CancellationToken ct)
    {
        db.Forget(read => read is MailStop s && s.Id == id);
        return await db.Set<MailStop>().FromSql($"select * from mail_stop where id = {id} for update")
            .SingleOrDefaultAsync(ct);
    }

    private async Task LiftAsync(MailStop stop, string why, Actor by, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        (stop.LiftedAt, stop.LiftedBy, stop.LiftedWhy) = (now, by.Name, why);
        var key = MailStop.TaskKey(stop.Id);
        await db.OfficeTasks.Where(t => t.DedupeKey == key && t.DoneAt == null)
            .ExecuteUpdateAsync(t => t.SetProperty(x => x.DoneAt, now).SetProperty(x => x.DoneBy, by.Name), ct);
        db.Add(AuditEntry.Of(now, by.Name, nameof(LiftMailStop), null, new { stop = stop.Id, reason = why }));
        await db.SaveChangesAsync(ct);
    }
}
