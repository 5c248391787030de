using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Notices.Printing;
using Portal.Core.Staff;
using Portal.Web.People;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Letters;

/// <summary>The desk of letters by the rules: what waits for paper, and batches.</summary>
public sealed class IndexModel(PortalDbContext db, MakeNoticeBatch makeBatch) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    public NoticeDesk Desk { get; private set; } = null!;

    public bool MayPrint => User.May(Can.PrepareBills);

    public async Task OnGetAsync(CancellationToken ct)
    {
        Desk = await NoticeDesk.OfAsync(db, Number, ct);
        Number = Desk.Page;
    }

    /// <param name="id">Made with the form.</param>
    public async Task<IActionResult> OnPostPrintAsync(Guid id, CancellationToken ct)
    {
        switch (await makeBatch.RunAsync(new(id, Actor.Staff(User.Id())), ct))
        {
            case Outcome<NoticeBatch>.Done(var batch):
                TempData["Done"] = "Done_Printed";
                return RedirectToPage("Batch", new { batch.Id });
            case Outcome<NoticeBatch>.Refused(var refusal):
                ModelState.AddModelError("", refusal.Reason);
                await OnGetAsync(ct);
                return Page();
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }
}
