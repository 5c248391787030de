using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Mail;

/// <summary>
/// Lets mail flow again after a person has put right why the server turned us away, and closes the office's task.
/// Refuses when mail is not paused.
/// </summary>
public sealed class LiftMailPause(PortalDbContext db, TimeProvider clock)
{
    public async Task<Outcome<MailPause>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var pause = await db.Set<MailPause>()
            .FromSql($"select * from mail_pause where lifted_at is null for update")
            .SingleOrDefaultAsync(ct);
        if (pause is null)
        {
            return new Refusal("Mail_NotPaused");
        }

        pause.LiftedAt = clock.GetUtcNow();
        pause.LiftedBy = request.By.Name;
        var key = MailPause.TaskKey(pause.Id);
        var task = await db.OfficeTasks.SingleOrDefaultAsync(t => t.DedupeKey == key && t.DoneAt == null, ct);
        if (task is not null)
        {
            task.DoneAt = pause.LiftedAt;
            task.DoneBy = pause.LiftedBy;
        }

        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return pause;
    }

    public sealed record Request(Actor By);
}
