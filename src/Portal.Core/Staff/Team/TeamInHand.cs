using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.People;

namespace Portal.Core.Staff.Team;

/// <summary>What the acts about colleagues share: the person under their lock, and how it is told.</summary>
public sealed class TeamInHand(PortalDbContext db, QueueMail queueMail, BusinessClock clock)
{
    /// <param name="User">Locked: what is done to one person is done one after the other.</param>
    public sealed record Held(PortalUser User, StaffMember Member);

    /// <summary>Somebody of the staff, locked; null when there is none of that id.</summary>
    internal async Task<Held?> TakeAsync(Guid userId, CancellationToken ct)
    {
        // All changes of rights, one after the other: the last administrator is counted under this lock.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('staff'))", ct);
        return await db.LockUserAsync(userId, ct) is { } user
            && await db.StaffMembers.SingleOrDefaultAsync(s => s.UserId == userId, ct) is { } member
            ? new(user, member)
            : null;
    }

    /// <summary>True when nobody else could manage people any more without this person.</summary>
    internal async Task<bool> IsLastAdministratorAsync(StaffMember member, CancellationToken ct)
    {
        var others = await db.StaffMembers.AsNoTracking()
            .Where(s => s.UserId != member.UserId && s.SuspendedAt == null).ToListAsync(ct);
        return StaffRoles.HeldBy(member.Roles).Contains(Can.ManagePeople)
            && !others.Any(s => StaffRoles.HeldBy(s.Roles).Contains(Can.ManagePeople));
    }

    /// <summary>A change of this person's roles that waits for a second look.</summary>
    internal Task<bool> WaitsAsync(Guid userId, CancellationToken ct) => db.Set<StaffChange>().AnyAsync(
        c => c.UserId == userId && c.NeedsLook && !db.Set<StaffChangeLook>().Any(l => l.ChangeId == c.Id), ct);

    /// <summary>
    /// Their roles are those of an invitation that was refused: they count as none, until others are given.
    /// </summary>
    internal async Task<bool> IsTurnedDownAsync(Guid userId, CancellationToken ct)
    {
        var looks = db.Set<StaffChangeLook>();
        var last = await db.Set<StaffChange>().AsNoTracking()
            .Where(c => c.UserId == userId && (c.Kind == StaffChangeKind.Invited || (c.Kind == StaffChangeKind.Role
                && (!c.NeedsLook || looks.Any(l => l.ChangeId == c.Id && l.Agreed)))))
            .OrderByDescending(c => c.MadeAt).ThenByDescending(c => c.Id).FirstOrDefaultAsync(ct);
        return last?.Kind == StaffChangeKind.Invited
            && await looks.AnyAsync(l => l.ChangeId == last.Id && !l.Agreed, ct);
    }

    /// <summary>Gives the roles, ends every session and tells the person, inside the act.</summary>
    internal async Task GiveAsync(Held held, StaffRole role, string[] also, CancellationToken ct)
    {
        (held.Member.Role, held.Member.Also) = (role, also);
        await EndSessions.AllAsync(db, held.User, clock.Now, ct);
    }

    /// <summary>Writes who did it into the audit trail and a letter to the person it is about.</summary>
    internal async Task TellAsync(Held held, StaffChange change, string act, Actor by, CancellationToken ct)
    {
        db.Add(AuditEntry.Of(clock.Now, by.Name, act, null, new
        {
            user = change.UserId,
            change = change.Id,
            role = change.Role,
            also = change.Also,
            was = change.WasRole,
            why = change.Why,
        }));
        await db.SaveChangesAsync(ct);
        await queueMail.RunAsync(
            new(
                new(held.User.DisplayName, held.User.Email!, held.User.Language),
                new StaffChangedLetter(
                    held.User.DisplayName, change.Kind, clock.Today,
                    [.. StaffMember.RolesOf(StaffRoles.OfWord(change.Role)!.Value, change.Also)]),
                $"staff_changed:{act}:{change.Id}")
            {
                UserId = held.User.Id,
            },
            ct);
    }
}
