using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Requests;

/// <summary>Gives a request to somebody, passes it on, ties it to a bill, joins it with another.</summary>
public sealed class ManageModel(PortalDbContext db, RequestDesk desk, RequestMoves moves) : PageModel
{
    [BindProperty]
    public Managing Input { get; set; } = new();

    public RequestRecord Record { get; private set; } = null!;

    public RequestMoves.Choices Choices { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        Input = new() { OperationId = Guid.CreateVersion7() };
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        Input.Topic = Record.Request.Topic;
        Input.Department = Record.Request.Department;
        Input.To = $"{Record.Request.AssignedTo}";
        Input.Bill = Choices.BillNow;
        return Page();
    }

    public Task<IActionResult> OnPostAssignAsync(Guid id, CancellationToken ct) =>
        AnswerAsync(id, "Given", () => moves.AssignAsync(id, Input, User.Id(), ct), ct);

    public Task<IActionResult> OnPostTransferAsync(Guid id, CancellationToken ct) =>
        AnswerAsync(id, "PassedOn", () => moves.TransferAsync(id, Input, User.Id(), ct), ct);

    public Task<IActionResult> OnPostLinkAsync(Guid id, CancellationToken ct) =>
        AnswerAsync(id, "Linked", () => moves.LinkAsync(id, Input, User.Id(), ct), ct);

    public Task<IActionResult> OnPostMergeAsync(Guid id, CancellationToken ct) =>
        AnswerAsync(id, "Merged", () => moves.MergeAsync(id, Input, User.Id(), ct), ct);

    private async Task<IActionResult> AnswerAsync(
        Guid id, string done, Func<Task<Refusal?>> ask, CancellationToken ct)
    {
        if (await ask() is not { } refusal)
        {
            TempData["RequestDone"] = done;
            return RedirectToPage("Request", new { id });
        }

        db.ChangeTracker.Clear();
        ModelState.AddModelError(RequestMoves.FieldOf(refusal.Key), refusal.Reason);
        return await LoadAsync(id, ct) ? Page() : NotFound();
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await desk.LookAsync(HttpContext, id, ct) is not { } record) { return false; }

        Record = record;
        Choices = await moves.ChoicesAsync(record, ct);
        return true;
    }

    /// <summary>What is chosen; each form sends its own part.</summary>
    public sealed class Managing
    {
        public Guid OperationId { get; set; }

        public string? To { get; set; }

        public string? Topic { get; set; }

        public string? Department { get; set; }

        public string? Note { get; set; }

        /// <summary>A bill, or a bill and a line: "ID" or "ID:3".</summary>
        public string? Bill { get; set; }

        public string? Into { get; set; }
    }
}
