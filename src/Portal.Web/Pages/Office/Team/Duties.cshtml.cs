using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Core.Staff.Team;

namespace Portal.Web.Pages.Office.Team;

/// <summary>The matrix of duties that are kept apart, and who holds what.</summary>
public sealed class DutiesModel(PortalDbContext db) : PageModel
{
    public IReadOnlyList<Duty> Duties { get; private set; } = [];

    public IReadOnlyList<TeamList.Row> People { get; private set; } = [];

    /// <summary>Names of who holds a permission and is not suspended.</summary>
    public IReadOnlyList<string> HoldersOf(string permission) =>
        [.. People.Where(p => p.SuspendedAt is null && StaffRoles.HeldBy(p.Roles).Contains(permission))
            .Select(p => p.Name)];

    /// <summary>Names of who holds both duties of a pair.</summary>
    public IReadOnlyList<string> HoldersOf(Duty duty) =>
        [.. People.Where(p => p.SuspendedAt is null && duty.IsHeldBy(StaffRoles.HeldBy(p.Roles))).Select(p => p.Name)];

    public async Task OnGetAsync(CancellationToken ct)
    {
        Duties = await Duty.AllAsync(db, ct);
        People = await TeamList.AllAsync(db, ct);
    }
}
