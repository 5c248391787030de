using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Staff.Reviews;

namespace Portal.Core.Staff.Team;

/// <summary>Who works in the office, a page at a time, by name.</summary>
public sealed record TeamList(IReadOnlyList<TeamList.Row> Rows, int Count, int Page)
{
    public const int RowsPerPage = 25;

    public int Pages => Math.Max(1, (Count + RowsPerPage - 1) / RowsPerPage);

    /// <param name="Enrolled">Chose a password and set up an authenticator app.</param>
    /// <param name="Waits">A change of their role waits for a second look.</param>
    /// <param name="Sought">The latest review asks for a change that nobody has made since.</param>
    public sealed record Row(
        Guid UserId, string Name, string Email, IReadOnlyList<StaffRole> Roles, DateTimeOffset StartedAt,
        DateTimeOffset? SuspendedAt, bool Enrolled, DateTimeOffset? LastSeenAt, bool Waits, string? Sought);

    /// <param name="role">Only who holds it; null for everybody.</param>
    /// <param name="page">From 1.</param>
    public static async Task<TeamList> OfAsync(
        PortalDbContext db, StaffRole? role, int page, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var all = db.StaffMembers.AsNoTracking();
        if (role is { } one)
        {
            var word = StaffRoles.WordOf(one);
            all = all.Where(s => s.Role == one || s.Also.Contains(word));
        }

        var count = await all.CountAsync(ct);
        var at = Math.Clamp(page, 1, Math.Max(1, (count + RowsPerPage - 1) / RowsPerPage));
        return new(await RowsAsync(db, all, (at - 1) * RowsPerPage, RowsPerPage, ct), count, at);
    }

    /// <summary>One person; null when there is none of that id in the office.</summary>
    public static async Task<Row?> OneAsync(PortalDbContext db, Guid userId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return (await RowsAsync(db, db.StaffMembers.AsNoTracking().Where(s => s.UserId == userId), 0, 1, ct))
            .SingleOrDefault();
    }

    /// <summary>Everybody, for reports.</summary>
    public static Task<IReadOnlyList<Row>> AllAsync(PortalDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return RowsAsync(db, db.StaffMembers.AsNoTracking(), 0, int.MaxValue, ct);
    }

    /// <summary>Names of colleagues by their actor's name.</summary>
    public static Task<Dictionary<string, string>> NamesAsync(PortalDbContext db, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Users.Where(u => db.StaffMembers.Any(s => s.UserId == u.Id))
            .ToDictionaryAsync(u => Actor.Staff(u.Id).Name, u => u.DisplayName, ct);
    }

    private static async Task<IReadOnlyList<Row>> RowsAsync(
        PortalDbContext db, IQueryable<StaffMember> members, int skip, int take, CancellationToken ct)
    {
        var rows = await (
            from member in members
            join user in db.Users on member.UserId equals user.Id
            orderby user.DisplayName, user.Id
            select new
            {
                member,
                user.DisplayName,
                user.Email,
                Enrolled = db.Authenticators.Any(a => a.UserId == user.Id && a.ConfirmedAt != null),
                Seen = db.SignInSessions.Where(s => s.UserId == user.Id).Max(s => (DateTimeOffset?)s.LastSeenAt),
                Waits = db.Set<StaffChange>().Any(c => c.UserId == user.Id && c.NeedsLook
                    && !db.Set<StaffChangeLook>().Any(l => l.ChangeId == c.Id)),
                Sought = db.Set<AccessReviewItem>()
                    .Where(i => i.UserId == user.Id && i.Answer == AccessAnswer.ToChange)
                    .Where(i => !db.Set<StaffChange>().Any(c => c.UserId == user.Id && c.MadeAt >= i.AnsweredAt))
                    .OrderByDescending(i => i.AnsweredAt).Select(i => i.Note).FirstOrDefault(),
            }).Skip(skip).Take(take).ToListAsync(ct);
        return
        [
            .. rows.Select(r => new Row(
                r.member.UserId, r.DisplayName, r.Email!, r.member.Roles, r.member.StartedAt, r.member.SuspendedAt,
                r.Enrolled, r.Seen, r.Waits, r.Sought)),
        ];
    }
}
