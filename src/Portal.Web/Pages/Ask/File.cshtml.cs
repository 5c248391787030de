using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Requests;
using Portal.Core.Requests.Strangers;

namespace Portal.Web.Pages.Ask;

/// <summary>A file of a stranger's request, for download; never a proof of identity.</summary>
[ResponseCache(NoStore = true)]
public sealed class FileModel(PortalDbContext db, StrangerKeys keys) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id, [FromQuery] string? key, CancellationToken ct) =>
        await keys.HolderAsync(key, ct) is { } holder
        && await db.FilesOf(holder).AsNoTracking().SingleOrDefaultAsync(f => f.Id == id, ct) is { } file
            ? File(file.Content, file.MediaType, file.Name)
            : NotFound();
}
