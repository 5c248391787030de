using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Batches;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.People;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Billing.Batches;

/// <summary>Brings a file of adjustments to be checked, and lists those that came.</summary>
[RequestSizeLimit(LargestFile)]
[TakesFiles(LargestFile)]
public sealed class IndexModel(PortalDbContext db, CheckBatch checkBatch, Words<BillingBook> words) : PageModel
{
    /// <summary>In bytes: ten thousand lines with long notes.</summary>
    private const long LargestFile = 8L * 1024 * 1024;

    private const int Shown = 30;

    [BindProperty]
    public Guid Operation { get; set; } = Guid.CreateVersion7();

    [BindProperty]
    public IFormFile? Upload { get; set; }

    public IReadOnlyList<AdjustmentBatch> Past { get; private set; } = [];

    public bool MayUpload => User.May(Can.AdjustAccounts);

    public async Task OnGetAsync(CancellationToken ct) => Past = await db.Set<AdjustmentBatch>().AsNoTracking()
        .Where(b => b.State != BatchState.Discarded).OrderByDescending(b => b.UploadedAt).Take(Shown)
        .ToListAsync(ct);

    /// <summary>What a file looks like: to be filled in.</summary>
    public IActionResult OnGetSample()
    {
        const string text = "account,line,reason,amount,note\r\n"
            + "0000000000,water,billing_error,-12.50,Billed twice for the week of the exchange\r\n"
            + "0000000000,4711/2,rate_error,3.20,\"Sewer, charged by the rate of last year\"\r\n";
        return File(
            [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)], "text/csv; charset=utf-8", "adjustments.csv");
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (Upload is null)
        {
            ModelState.AddModelError(nameof(Upload), words["Batches_Missing"]);
            await OnGetAsync(ct);
            return Page();
        }

        await using var file = Upload.OpenReadStream();
        switch (await checkBatch.RunAsync(new(Operation, Upload.FileName, file, Actor.Staff(User.Id())), ct))
        {
            case Outcome<AdjustmentBatch>.Done(var made):
                return RedirectToPage("Batch", new { made.Id });
            case Outcome<AdjustmentBatch>.Refused(var refusal):
                ModelState.AddModelError(nameof(Upload), refusal.Reason);
                await OnGetAsync(ct);
                return Page();
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }
}
