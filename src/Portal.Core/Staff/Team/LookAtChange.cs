using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Staff.Team;

/// <summary>
/// The second look at a change that gives much: agreed, the roles are given and sessions end, or who was invited may
/// sign in; refused, nothing is given. Refuses who asked for it and whom it is about (ck_staff_change_second_look), one
/// that waits for nobody, a refusal without a reason, and roles that changed since.
/// </summary>
public sealed class LookAtChange(PortalDbContext db, TeamInHand team, BusinessClock clock)
{
    public sealed record Request(Guid ChangeId, bool Agree, string? Note, Actor By);

    public async Task<Outcome<StaffChangeLook>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var change = await db.Set<StaffChange>().SingleOrDefaultAsync(c => c.Id == request.ChangeId, ct);
        if (change is null || await team.TakeAsync(change.UserId, ct) is not { } held)
        {
            return new Refusal("Staff_NotFound");
        }

        if (await db.Set<StaffChangeLook>().FindAsync([change.Id], ct) is { } already) { return already; }

        if (await WhyNotAsync(request, change, held, ct) is { } refusal) { return refusal; }

        var look = new StaffChangeLook
        {
            ChangeId = change.Id,
            Agreed = request.Agree,
            Note = request.Note?.Trim() ?? "",
            LookedBy = request.By.Name,
            LookedAt = clock.Now,
        };
        db.Add(look);
        await db.SaveChangesAsync(ct);
        if (request.Agree)
        {
            await ApplyAsync(change, held, ct);
            await team.TellAsync(held, change, nameof(LookAtChange), request.By, ct);
        }
        else
        {
            db.Add(AuditEntry.Of(clock.Now, request.By.Name, "RefuseChange", null, new
            {
                user = change.UserId,
                change = change.Id,
                note = look.Note,
            }));
            await db.SaveChangesAsync(ct);
        }

        await tx.CommitAsync(ct);
        return look;
    }

    private async Task ApplyAsync(StaffChange change, TeamInHand.Held held, CancellationToken ct)
    {
        if (change.Kind == StaffChangeKind.Invited)
        {
            held.Member.SuspendedAt = null;
            return;
        }

        await team.GiveAsync(held, StaffRoles.OfWord(change.Role)!.Value, change.Also, ct);
    }

    private async Task<Refusal?> WhyNotAsync(
        Request request, StaffChange change, TeamInHand.Held held, CancellationToken ct) =>
        request.By.Name == change.MadeBy || request.By.Name == Actor.Staff(change.UserId).Name
            ? new("Staff_OwnChange")
        : !change.NeedsLook ? new("Staff_WaitsForNobody")
        : !request.Agree && string.IsNullOrWhiteSpace(request.Note) ? new("Staff_NoteMissing")
        : !request.Agree ? null
        : change.WasRole is { } was && (was != StaffRoles.WordOf(held.Member.Role)
            || !held.Member.Also.SequenceEqual(change.WasAlso!))
            ? new("Staff_ChangedSince")
        : Duty.WhyNot(
            await Duty.AllAsync(db, ct),
            StaffMember.RolesOf(StaffRoles.OfWord(change.Role)!.Value, change.Also));
}
