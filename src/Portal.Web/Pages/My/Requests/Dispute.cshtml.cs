using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Requests;
using Portal.Core.Requests.Disputes;
using Portal.Web.Security;
using Portal.Web.TagHelpers;

namespace Portal.Web.Pages.My.Requests;

/// <summary>Disputes lines of a bill.</summary>
[RequestSizeLimit(ReadUploads.LargestForm)]
[TakesFiles(ReadUploads.LargestForm)]
public sealed class DisputeModel(PortalDbContext db, OpenDispute open) : PageModel
{
    [BindProperty]
    public Doubt Input { get; set; } = new();

    public AskableBill Bill { get; private set; } = null!;

    public IReadOnlyList<Choice> Lines { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, int? line, CancellationToken ct)
    {
        Input = new()
        {
            OperationId = Guid.CreateVersion7(),
            Lines = line is { } no ? [no.ToString(CultureInfo.InvariantCulture)] : [],
        };
        return await LoadAsync(id, ct) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        var lines = Input.Lines.Select(l => AskForms.No(l) ?? 0).Distinct().ToList();
        var outcome = await open.RunAsync(
            new(Input.OperationId, User.Id(), id, lines, Input.Words, await ReadUploads.RunAsync(Input.Files, ct)), ct);
        if (outcome is Outcome<CustomerRequest>.Done(var request))
        {
            TempData["RequestDone"] = "Sent";
            return RedirectToPage("Request", new { request.Id });
        }

        ModelState.AddReasons(((Outcome<CustomerRequest>.Refused)outcome).Refusal);
        return Page();
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await AskableBill.OfAsync(db, User.Id(), id, null, ct) is not { } bill) { return false; }

        Bill = bill;
        var lines = await db.BillLines.AsNoTracking().Where(l => l.BillId == id && l.Amount > Usd.Zero)
            .OrderBy(l => l.No).ToListAsync(ct);
        Lines =
        [
            .. lines.Select(l => new Choice(
                l.No.ToString(CultureInfo.InvariantCulture), $"{RequestTerms.OfLine(l.Explanation)}: {l.Amount}")),
        ];
        return true;
    }

    /// <summary>What is filled in.</summary>
    public sealed class Doubt
    {
        public Guid OperationId { get; set; }

        public List<string> Lines { get; set; } = [];

        public string? Words { get; set; }

        public List<IFormFile>? Files { get; set; }
    }
}
