using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Notices;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts.Letters;

/// <summary>From the rule to the delivery of one notice, link by link. Every look is recorded.</summary>
public sealed class ProofModel(
    PortalDbContext db, RecordCustomerView recordView, IOptions<MailSettings> settings, BusinessClock clock) : PageModel
{
    public NoticeProof Proof { get; private set; } = null!;

    public BusinessClock Clock => clock;

    public async Task<IActionResult> OnGetAsync(Guid id, Guid notice, CancellationToken ct)
    {
        if (await NoticeProof.OfAsync(db, id, notice, settings.Value, ct) is not { } proof) { return NotFound(); }

        var address = HttpContext.Connection.RemoteIpAddress?.ToString();
        if (await recordView.RunAsync(new(User.Id(), id, Request.Path, address), ct) is Outcome<CustomerView>.Refused)
        {
            return Redirect($"/office/accounts/{id}/why");
        }

        Proof = proof;
        return Page();
    }
}
