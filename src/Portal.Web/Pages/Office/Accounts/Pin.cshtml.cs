using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Record;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts;

/// <summary>Shows the PIN printed on the bill, for two minutes, to whoever says why and is recorded.</summary>
public sealed class PinModel(PortalDbContext db, RecordCustomerView recordView, BusinessClock clock) : PageModel
{
    private static readonly TimeSpan ShownFor = TimeSpan.FromMinutes(2);

    [BindProperty]
    public string? Words { get; set; }

    public AccountRecord.Title Account { get; private set; } = null!;

    /// <summary>Null until asked for.</summary>
    public string? Pin { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, Guid? view, CancellationToken ct)
    {
        if (await AccountRecord.TitleOfAsync(db, id, ct) is not { } account) { return NotFound(); }

        Account = account;
        Pin = await AccountPin.ForAsync(db, id, User.Id(), view, clock.Now - ShownFor, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        var request = new RecordCustomerView.Request(
            User.Id(), id, Request.Path, HttpContext.Connection.RemoteIpAddress?.ToString())
        {
            Reason = "other",
            Words = Words,
        };
        switch (await recordView.RunAsync(request, ct))
        {
            case Outcome<CustomerView>.Done(var view):
                return RedirectToPage(new { id, view = view.Id });
            case Outcome<CustomerView>.Refused(var refusal):
                ModelState.AddModelError(nameof(Words), refusal.Reason);
                return await OnGetAsync(id, null, ct);
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }
}
