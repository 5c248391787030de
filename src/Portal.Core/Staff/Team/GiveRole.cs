using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Staff.Team;

/// <summary>
/// Gives a colleague other roles. Every session of theirs ends; a role that approves or gives rights is given when a
/// second person agreed (<see cref="LookAtChange"/>). Refuses one's own (ck_staff_change_not_own), roles that no one
/// person holds together (ck_staff_member_duties), the roles they have, a missing reason, a change while another waits,
/// and leaving the city without anybody who manages people.
/// </summary>
public sealed class GiveRole(PortalDbContext db, TeamInHand team, BusinessClock clock)
{
    /// <summary>Letters of the reason.</summary>
    public const int LongestWhy = 500;

    /// <param name="Also">Further roles; the first one may be among them and is not counted twice.</param>
    public sealed record Request(
        Guid OperationId, Guid UserId, StaffRole Role, IReadOnlyList<StaffRole> Also, string? Why, Actor By);

    public async Task<Outcome<StaffChange>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await team.TakeAsync(request.UserId, ct) is not { } held) { return new Refusal("Staff_NotFound"); }

        if (await db.Set<StaffChange>().FindAsync([request.OperationId], ct) is { } already) { return already; }

        var had = await team.IsTurnedDownAsync(request.UserId, ct) ? [] : held.Member.Roles.ToArray();
        string[] also = [.. request.Also.Where(r => r != request.Role).Distinct().Order().Select(StaffRoles.WordOf)];
        if (await WhyNotAsync(request, held, had, also, ct) is { } refusal) { return refusal; }

        var change = new StaffChange
        {
            Id = request.OperationId,
            UserId = request.UserId,
            Kind = StaffChangeKind.Role,
            Role = StaffRoles.WordOf(request.Role),
            Also = also,
            WasRole = StaffRoles.WordOf(held.Member.Role),
            WasAlso = held.Member.Also,
            Why = request.Why!.Trim(),
            NeedsLook = NeedsLook(had, [request.Role, .. request.Also]),
            MadeBy = request.By.Name,
            MadeAt = clock.Now,
        };
        db.Add(change);
        if (change.NeedsLook)
        {
            db.Add(AuditEntry.Of(clock.Now, request.By.Name, "AskRole", null, new
            {
                user = change.UserId,
                change = change.Id,
                role = change.Role,
                also,
            }));
            await db.SaveChangesAsync(ct);
        }
        else
        {
            await db.SaveChangesAsync(ct);
            await team.GiveAsync(held, request.Role, also, ct);
            await team.TellAsync(held, change, nameof(GiveRole), request.By, ct);
        }

        await tx.CommitAsync(ct);
        return change;
    }

    /// <summary>True when somebody gets a role that approves much or gives rights, and had none before.</summary>
    internal static bool NeedsLook(IEnumerable<StaffRole> had, IEnumerable<StaffRole> gets) =>
        gets.Except(had).Any(r => StaffRoles.RankOf(r) >= StaffRoles.RankOf(StaffRole.Supervisor)
            || StaffRoles.BundleOf(r).Contains(Can.ManagePeople));

    private async Task<Refusal?> WhyNotAsync(
        Request request, TeamInHand.Held held, StaffRole[] had, string[] also, CancellationToken ct) =>
        request.By.Name == Actor.Staff(request.UserId).Name ? new("Staff_OwnRole")
        : string.IsNullOrWhiteSpace(request.Why) || request.Why.Trim().Length > LongestWhy
            ? new("Staff_WhyMissing", LongestWhy)
        : had.Length > 0 && held.Member.Role == request.Role && held.Member.Also.Order().SequenceEqual(also.Order())
            ? new("Staff_SameRole")
        : Duty.WhyNot(await Duty.AllAsync(db, ct), [request.Role, .. request.Also]) is { } pair ? pair
        : await team.WaitsAsync(request.UserId, ct) ? new("Staff_ChangeWaits")
        : !StaffRoles.HeldBy([request.Role, .. request.Also]).Contains(Can.ManagePeople)
            && held.Member.SuspendedAt is null && await team.IsLastAdministratorAsync(held.Member, ct)
            ? new("Staff_LastAdministrator")
        : null;
}
