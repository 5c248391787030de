using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Usage.Files;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Use;

/// <summary>What an account's meters counted, as a table for spreadsheets.</summary>
public sealed class CsvModel(PortalDbContext db, BusinessClock clock) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) =>
        await UseFiles.ReadAsync(db, clock, db.VisibleTo(User.Id()), id, ct) is { } readings
            ? File(
                WriteUseCsv.Of(readings, clock, CultureInfo.CurrentUICulture), "text/csv; charset=utf-8",
                $"{UseFiles.Name}-{clock.Today:yyyy-MM-dd}.csv")
            : NotFound();
}
