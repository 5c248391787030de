using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.People;

namespace Portal.Core.Staff.Team;

/// <summary>
/// Suspends a colleague, or lets them back in: suspended, every session ends at once and none can begin. Doing what is
/// done already is refused, as are oneself (ck_staff_change_not_own), a missing reason, whoever waits for a second
/// look or was refused at it (ck_staff_change_restored_agreed), and leaving nobody who manages people.
/// </summary>
public sealed class SuspendStaff(PortalDbContext db, TeamInHand team, BusinessClock clock)
{
    /// <param name="Suspend">False to let them back in.</param>
    public sealed record Request(Guid OperationId, Guid UserId, bool Suspend, string? Why, Actor By);

    public async Task<Outcome<StaffMember>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await team.TakeAsync(request.UserId, ct) is not { } held) { return new Refusal("Staff_NotFound"); }

        if (await db.Set<StaffChange>().AnyAsync(c => c.Id == request.OperationId, ct)) { return held.Member; }

        if (await WhyNotAsync(request, held.Member, ct) is { } refusal) { return refusal; }

        var change = new StaffChange
        {
            Id = request.OperationId,
            UserId = request.UserId,
            Kind = request.Suspend ? StaffChangeKind.Suspended : StaffChangeKind.Restored,
            Role = StaffRoles.WordOf(held.Member.Role),
            Also = held.Member.Also,
            WasRole = StaffRoles.WordOf(held.Member.Role),
            WasAlso = held.Member.Also,
            Why = request.Why!.Trim(),
            NeedsLook = false,
            MadeBy = request.By.Name,
            MadeAt = clock.Now,
        };
        db.Add(change);
        held.Member.SuspendedAt = request.Suspend ? clock.Now : null;
        await EndSessions.AllAsync(db, held.User, clock.Now, ct);
        await team.TellAsync(held, change, request.Suspend ? nameof(SuspendStaff) : "RestoreStaff", request.By, ct);
        await tx.CommitAsync(ct);
        return held.Member;
    }

    private async Task<Refusal?> WhyNotAsync(Request request, StaffMember member, CancellationToken ct) =>
        request.By.Name == Actor.Staff(request.UserId).Name ? new("Staff_OwnSuspension")
        : (member.SuspendedAt is not null) == request.Suspend
            ? new(request.Suspend ? "Staff_AlreadySuspended" : "Staff_NotSuspended")
        : string.IsNullOrWhiteSpace(request.Why) || request.Why.Trim().Length > GiveRole.LongestWhy
            ? new("Staff_WhyMissing", GiveRole.LongestWhy)
        : !request.Suspend && await team.WaitsAsync(request.UserId, ct) ? new("Staff_ChangeWaits")
        : !request.Suspend && await team.IsTurnedDownAsync(request.UserId, ct) ? new("Staff_TurnedDown")
        : request.Suspend && await team.IsLastAdministratorAsync(member, ct) ? new("Staff_LastAdministrator")
        : null;
}
