using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Checks;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Checks;

/// <summary>A run's PDF as it was made; each time it is taken is on the audit trail.</summary>
public sealed class RunModel(PortalDbContext db, BusinessClock clock) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await db.Set<CheckRun>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is not { } run)
        {
            return NotFound();
        }

        db.Add(AuditEntry.Of(
            clock.Now, Actor.Staff(User.Id()).Name, "DownloadChecks", null, new { run = run.Id, sha256 = run.Sha256 }));
        await db.SaveChangesAsync(ct);
        return File(run.Pdf, "application/pdf", $"checks-{run.FirstNumber}-{run.LastNumber}.pdf");
    }
}
