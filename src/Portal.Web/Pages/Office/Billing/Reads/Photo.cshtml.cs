using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Data;
using Portal.Core.Reads.Exceptions;

namespace Portal.Web.Pages.Office.Billing.Reads;

/// <summary>A photo as it is stored: a JPEG or PNG by its content, which browsers may not guess.</summary>
public sealed class PhotoModel(PortalDbContext db) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id, Guid photo, CancellationToken ct) =>
        await ReadExceptionRecord.PhotoAsync(db, id, photo, ct) is { Photo: { } bytes, MediaType: { } type }
            ? File(bytes, type)
            : NotFound();
}
