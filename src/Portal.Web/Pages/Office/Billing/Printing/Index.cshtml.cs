using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Billing.Printing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Billing.Printing;

/// <summary>The print desk: bills that wait, print runs under way, batches.</summary>
public sealed class IndexModel(PortalDbContext db, StartPrintRun start, IAuthorizationService permissions) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    public PrintDesk Desk { get; private set; } = null!;

    public bool MayPrint { get; private set; }

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    /// <param name="id">Made with the form.</param>
    /// <param name="billRun">Print only what this bill run issued.</param>
    public async Task<IActionResult> OnPostStartAsync(Guid id, Guid? billRun, CancellationToken ct)
    {
        if (!(await permissions.AuthorizeAsync(User, Can.PrepareBills)).Succeeded) { return Forbid(); }

        switch (await start.RunAsync(new(id, billRun, Actor.Staff(User.Id())), ct))
        {
            case Outcome<PrintRun>.Done(var run):
                return RedirectToPage("Run", new { run.Id });
            case Outcome<PrintRun>.Refused(var refusal):
                ModelState.AddModelError("", refusal.Reason);
                await LoadAsync(ct);
                return Page();
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Desk = await PrintDesk.OfAsync(db, Number, ct);
        Number = Desk.Page;
        MayPrint = (await permissions.AuthorizeAsync(User, Can.PrepareBills)).Succeeded;
    }
}
