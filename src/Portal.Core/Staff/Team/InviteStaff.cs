using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Staff.Team;

/// <summary>
/// Invites somebody to the office: the link to their first sign-in is mailed, where they choose a password and set up
/// an authenticator app. Into a role that approves or gives rights nobody signs in before a second person agreed
/// (<see cref="LookAtChange"/>). Refuses what <see cref="AddStaff"/> refuses, and a missing reason.
/// </summary>
public sealed class InviteStaff(PortalDbContext db, AddStaff addStaff, BusinessClock clock)
{
    public sealed record Request(
        Guid OperationId, string? Email, string? Name, StaffRole Role, string? Why, Actor By);

    public async Task<Outcome<StaffChange>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('staff'))", ct);
        if (await db.Set<StaffChange>().FindAsync([request.OperationId], ct) is { } already) { return already; }

        if (string.IsNullOrWhiteSpace(request.Why) || request.Why.Trim().Length > GiveRole.LongestWhy)
        {
            return new Refusal("Staff_WhyMissing", GiveRole.LongestWhy);
        }

        var added = await addStaff.RunAsync(
            new(request.Email ?? "", request.Name ?? "", request.Role, request.By), ct);
        if (added is Outcome<Uri>.Refused(var refusal)) { return refusal; }

        var normalized = People.EmailAddress.Normalized(People.EmailAddress.Trimmed(request.Email!));
        var member = await db.StaffMembers.SingleAsync(
            s => db.Users.Any(u => u.Id == s.UserId && u.NormalizedEmail == normalized), ct);
        var change = new StaffChange
        {
            Id = request.OperationId,
            UserId = member.UserId,
            Kind = StaffChangeKind.Invited,
            Role = StaffRoles.WordOf(request.Role),
            Why = request.Why.Trim(),
            NeedsLook = GiveRole.NeedsLook([], [request.Role]),
            MadeBy = request.By.Name,
            MadeAt = clock.Now,
        };
        db.Add(change);
        if (change.NeedsLook) { member.SuspendedAt = clock.Now; }

        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(InviteStaff), null, new
        {
            user = member.UserId,
            role = change.Role,
            why = change.Why,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return change;
    }
}
