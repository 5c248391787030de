using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Usage.Files;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Use;

/// <summary>What an account's meters counted, as other programs read it.</summary>
public sealed class GreenButtonModel(PortalDbContext db, BusinessClock clock) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) =>
        await UseFiles.ReadAsync(db, clock, db.VisibleTo(User.Id()), id, ct) is { } readings
            ? File(
                WriteGreenButton.Of(readings, clock, id.ToString("N"), "Green Button"), "application/atom+xml",
                $"{UseFiles.Name}-{clock.Today:yyyy-MM-dd}.xml")
            : NotFound();
}
