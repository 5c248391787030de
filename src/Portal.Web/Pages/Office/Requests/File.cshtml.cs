using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Requests;
using Portal.Core.Staff;
using Portal.Web.People;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Requests;

/// <summary>A file of a request, for download; a look at a restricted one is recorded first.</summary>
public sealed class FileModel(OpenRequestFile open) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) =>
        await open.RunAsync(
            new(id, User.Id(), User.May(Can.SeeIdentity), HttpContext.Connection.RemoteIpAddress?.ToString()), ct)
            is Outcome<RequestFile>.Done(var file)
            ? File(file.Content, file.MediaType, file.Name)
            : NotFound();
}
