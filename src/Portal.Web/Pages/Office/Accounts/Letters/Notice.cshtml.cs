using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Notices;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts.Letters;

/// <summary>One letter as it was frozen. Every look is recorded.</summary>
public sealed class NoticeModel(PortalDbContext db, RecordCustomerView recordView) : PageModel
{
    public Notice Notice { get; private set; } = null!;

    public FrozenLetter Letter { get; private set; } = null!;

    /// <summary>Of the words by which it was written.</summary>
    public int Version { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, Guid notice, CancellationToken ct)
    {
        var account = db.CustomerAccounts.Where(a => a.Id == id);
        if (await AccountNotices.FindAsync(db, account, notice, false, ct) is not { } found) { return NotFound(); }

        var address = HttpContext.Connection.RemoteIpAddress?.ToString();
        if (await recordView.RunAsync(new(User.Id(), id, Request.Path, address), ct) is Outcome<CustomerView>.Refused)
        {
            return Redirect($"/office/accounts/{id}/why");
        }

        (Notice, Letter) = (found, FrozenLetter.From(found.Content));
        Version = await db.Set<NoticeTemplate>().Where(t => t.Id == found.TemplateId).Select(t => t.Version)
            .SingleAsync(ct);
        return Page();
    }
}
