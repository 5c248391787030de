using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Documents;
using Portal.Core.Notices;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Letters;

/// <summary>One letter that the city's rules sent, on paper, from its frozen page.</summary>
public sealed class NoticePdfModel(PortalDbContext db, NoticePdf pdf) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) =>
        await AccountNotices.FindAsync(db, db.VisibleTo(User.Id()), id, true, ct) is { } notice
            ? File(
                pdf.Make(notice), "application/pdf",
                NoticePdf.FileName(notice, CultureInfo.GetCultureInfo($"{notice.Language}-US")))
            : NotFound();
}
