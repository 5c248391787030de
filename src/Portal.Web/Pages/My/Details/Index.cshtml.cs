using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Data;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Details;

/// <summary>How a resident is named and reached, with a way to change each.</summary>
public sealed class IndexModel(PortalDbContext db, TimeProvider clock) : PageModel
{
    public OwnDetails Details { get; private set; } = null!;

    [TempData]
    public string? DetailDone { get; set; }

    /// <summary>Where a link was just mailed.</summary>
    [TempData]
    public string? MailedTo { get; set; }

    public async Task OnGetAsync(CancellationToken ct) =>
        Details = await OwnDetails.ForAsync(db, User.Id(), clock.GetUtcNow(), ct);
}
