using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;

namespace Portal.Core.Staff.Team;

/// <summary>A change of somebody's rights with who made it and who looked at it, by name.</summary>
public sealed record StaffHistory(
    StaffChange Change, string MadeBy, IReadOnlyList<StaffRole> Roles, StaffChangeLook? Look, string? LookedBy)
{
    /// <summary>Rows shown of one person.</summary>
    public const int Shown = 100;

    public bool Waits => Change.NeedsLook && Look is null;

    /// <summary>What was done to one person, the latest first.</summary>
    public static Task<IReadOnlyList<StaffHistory>> OfAsync(PortalDbContext db, Guid userId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return RowsAsync(db, db.Set<StaffChange>().Where(c => c.UserId == userId), ct);
    }

    private static async Task<IReadOnlyList<StaffHistory>> RowsAsync(
        PortalDbContext db, IQueryable<StaffChange> changes, CancellationToken ct)
    {
        var rows = await (
            from change in changes.OrderByDescending(c => c.MadeAt).Take(Shown)
            join look in db.Set<StaffChangeLook>() on change.Id equals look.ChangeId into looks
            from seen in looks.DefaultIfEmpty()
            select new { change, seen }).AsNoTracking().ToListAsync(ct);
        var names = await TeamList.NamesAsync(db, ct);
        return
        [
            .. rows.OrderByDescending(r => r.change.MadeAt).Select(r => new StaffHistory(
                r.change, names.GetValueOrDefault(r.change.MadeBy, r.change.MadeBy),
                StaffMember.RolesOf(StaffRoles.OfWord(r.change.Role)!.Value, r.change.Also), r.seen,
                r.seen is null ? null : names.GetValueOrDefault(r.seen.LookedBy, r.seen.LookedBy))),
        ];
    }
}
