using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.People;

/// <summary>
/// Asked on every request of a signed-in browser, in one query: is the session still good, and whose is it? Signing
/// out, a new password, a suspension or another role end it at once, because all of them are looked at here.
/// </summary>
public sealed class ReadSession(PortalDbContext db, TimeProvider clock)
{
    private static readonly TimeSpan WriteEvery = TimeSpan.FromMinutes(1);

    private static readonly Func<PortalDbContext, byte[], Task<Found?>> Query = EF.CompileAsyncQuery(
        (PortalDbContext db, byte[] hash) => (
            from session in db.SignInSessions
            join user in db.Users on session.UserId equals user.Id
            join member in db.StaffMembers on session.UserId equals member.UserId into members
            from staff in members.DefaultIfEmpty()
            where session.SecretHash == hash && session.EndedAt == null
            where session.SecurityStamp == user.SecurityStamp
            select new Found(
                session.Id, session.UserId, user.DisplayName, user.Language, session.StaffRole, (StaffRole?)staff.Role,
                staff.Also, staff.SuspendedAt, session.StartedAt, session.LastSeenAt,
                session.ProvedAt)).SingleOrDefault());

    /// <summary>Who is signed in.</summary>
    /// <param name="SessionId">For ending it.</param>
    /// <param name="UserId">Who.</param>
    /// <param name="Name">How to greet them.</param>
    /// <param name="Language">"en" or "es".</param>
    /// <param name="Roles">None for a resident.</param>
    /// <param name="ProvedAt">When they last proved who they are.</param>
    public sealed record SignedIn(
        Guid SessionId, Guid UserId, string Name, string Language, IReadOnlyList<StaffRole> Roles,
        DateTimeOffset ProvedAt)
    {
        /// <summary>What they may do, by what the database says now.</summary>
        public IReadOnlyList<string> May => Roles.Count == 0 ? Can.Resident : StaffRoles.HeldBy(Roles);
    }

    /// <returns>Null when the session is over.</returns>
    public async Task<SignedIn?> RunAsync(string secret, CancellationToken ct)
    {
        var found = await Query(db, Secret.HashOf(secret));
        var now = clock.GetUtcNow();
        if (found is null || IsOver(found, now)) { return null; }

        if (found.LastSeenAt + WriteEvery <= now)
        {
            await db.SignInSessions.Where(s => s.Id == found.Id && s.LastSeenAt < now)
                .ExecuteUpdateAsync(s => s.SetProperty(x => x.LastSeenAt, now), ct);
        }

        return new(
            found.Id, found.UserId, found.Name, found.Language,
            found.RoleNow is { } role ? StaffMember.RolesOf(role, found.Also ?? []) : [], found.ProvedAt);
    }

    private static bool IsOver(Found found, DateTimeOffset now) =>
        found.RoleThen != found.RoleNow
        || found.SuspendedAt is not null
        || found.LastSeenAt + SignInSession.LongestIdle <= now
        || found.StartedAt + SignInSession.LongestFor(found.RoleThen) <= now;

    private sealed record Found(
        Guid Id, Guid UserId, string Name, string Language, StaffRole? RoleThen, StaffRole? RoleNow,
        string[]? Also, DateTimeOffset? SuspendedAt, DateTimeOffset StartedAt, DateTimeOffset LastSeenAt,
        DateTimeOffset ProvedAt);
}
