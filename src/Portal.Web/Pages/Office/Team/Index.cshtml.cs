using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Core.Staff.Team;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Team;

/// <summary>Everybody who works in the office, by role, a page at a time.</summary>
public sealed class IndexModel(PortalDbContext db, Words<TeamBook> words) : TeamPage(db, words)
{
    /// <summary>Only who holds it.</summary>
    public StaffRole? Role { get; private set; }

    public TeamList List { get; private set; } = null!;

    public async Task OnGetAsync(string? role, int? p, CancellationToken ct)
    {
        Role = Enum.TryParse<StaffRole>(role, out var one) && Enum.IsDefined(one) ? one : null;
        List = await TeamList.OfAsync(Db, Role, p ?? 1, ct);
    }
}
