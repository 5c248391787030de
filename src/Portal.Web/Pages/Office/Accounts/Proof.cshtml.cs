using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Notices;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts;

/// <summary>How a letter came about and how it was delivered, link by link. Every look is recorded.</summary>
public sealed class ProofModel(
    PortalDbContext db, RecordCustomerView recordView, IOptions<MailSettings> settings, BusinessClock clock) : PageModel
{
    public ProofOfNotice Proof { get; private set; } = null!;

    public BusinessClock Clock => clock;

    public async Task<IActionResult> OnGetAsync(Guid id, Guid mail, CancellationToken ct)
    {
        if (await ProofOfNotice.OfAsync(db, id, mail, settings.Value, ct) is not { } proof) { return NotFound(); }

        var address = HttpContext.Connection.RemoteIpAddress?.ToString();
        if (await recordView.RunAsync(new(User.Id(), id, Request.Path, address), ct) is Outcome<CustomerView>.Refused)
        {
            return RedirectToPage("Why", new { id });
        }

        // A notice by the rules has one chain, from its rule on.
        if (await AccountNotices.OfMailAsync(db, id, proof.Mail, ct) is { } notice)
        {
            return Redirect($"/office/accounts/{id}/notices/{notice}/proof");
        }

        Proof = proof;
        return Page();
    }
}
