using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Requests;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Requests;

/// <summary>A file of a request, for download and never shown in a page.</summary>
public sealed class FileModel(PortalDbContext db) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) =>
        await db.FilesOf(User.Id()).AsNoTracking().SingleOrDefaultAsync(f => f.Id == id, ct) is { } file
            ? File(file.Content, file.MediaType, file.Name)
            : NotFound();
}
