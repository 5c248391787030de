using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Look;
using Portal.Core.Payments.Returns;
using Portal.Core.Staff;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Returns;

/// <summary>Brings a bank's file to be checked, and lists those that came.</summary>
[RequestSizeLimit(LargestFile)]
[TakesFiles(LargestFile)]
public sealed class ImportModel(
    PortalDbContext db, CheckBankFile checkFile, SampleReturns sample, CityProfile city, Words<ReturnsBook> words)
    : PageModel
{
    /// <summary>In bytes: some hundred thousand entries.</summary>
    private const long LargestFile = 128L * 1024 * 1024;

    private const int Shown = 30;

    [BindProperty]
    public Guid Operation { get; set; } = Guid.CreateVersion7();

    [BindProperty]
    public IFormFile? Upload { get; set; }

    public IReadOnlyList<BankFile> Past { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct) => Past = await db.Set<BankFile>().AsNoTracking()
        .Where(f => f.State != BankFileState.Discarded).OrderByDescending(f => f.UploadedAt).Take(Shown)
        .ToListAsync(ct);

    /// <summary>A file to try it with, in a demo city only.</summary>
    public async Task<IActionResult> OnGetSampleAsync(CancellationToken ct) =>
        city.Demo && await sample.RunAsync(ct) is { } file ? File(file, "text/plain", "returns.ach") : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (Upload is null)
        {
            ModelState.AddModelError(nameof(Upload), words["Import_Missing"]);
            await OnGetAsync(ct);
            return Page();
        }

        await using var file = Upload.OpenReadStream();
        switch (await checkFile.RunAsync(new(Operation, Upload.FileName, file, Actor.Staff(User.Id())), ct))
        {
            case Outcome<BankFile>.Done(var made):
                return RedirectToPage("File", new { made.Id });
            case Outcome<BankFile>.Refused(var refusal):
                ModelState.AddModelError(nameof(Upload), refusal.Reason);
                await OnGetAsync(ct);
                return Page();
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }
}
