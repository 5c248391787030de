using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Delinquency.Orders;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Delinquency;

/// <summary>
/// What the crew has in hand, for a phone: services to restore first, then those to shut off. A payment takes an order
/// off this page at once.
/// </summary>
[RequestSizeLimit(LargestFile)]
public sealed class FieldModel(
    PortalDbContext db, RecordShutOff record, RecordReconnect reconnect, RecordFieldFile recordFile,
    RecordListedCustomers recordListed) : PageModel
{
    private const int LargestFile = 1024 * 1024;

    /// <summary>What was recorded, in the words' key.</summary>
    [TempData]
    public string? FieldDone { get; set; }

    /// <summary>The order whose result was not taken.</summary>
    public Guid? Faulty { get; private set; }

    public IReadOnlyList<ShutOffWork.Row> ToShutOff { get; private set; } = [];

    public IReadOnlyList<ShutOffWork.Restoring> ToRestore { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        ToShutOff = await ShutOffWork.InFieldAsync(db, ct);
        ToRestore = await ShutOffWork.ToRestoreAsync(db, ct);
        await recordListed.RunAsync(
            new(User.Id(), [.. ToShutOff.Select(r => r.AccountId).Union(ToRestore.Select(r => r.AccountId))],
                Request.Path, HttpContext.Connection.RemoteIpAddress?.ToString()),
            ct);
    }

    public async Task<IActionResult> OnPostDoneAsync(Guid order, CancellationToken ct) =>
        await AnswerAsync(order, "Field_OffRecorded", await record.RunAsync(
            new(order, true, null, Actor.Staff(User.Id())), ct), ct);

    public async Task<IActionResult> OnPostFailedAsync(Guid order, string? why, CancellationToken ct) =>
        await AnswerAsync(order, "Field_NotRecorded", await record.RunAsync(
            new(order, false, why, Actor.Staff(User.Id())), ct), ct);

    public async Task<IActionResult> OnPostRestoredAsync(Guid order, CancellationToken ct) =>
        await AnswerAsync(order, "Field_RestoreRecorded", await reconnect.RunAsync(
            new(order, Actor.Staff(User.Id())), ct), ct);

    public async Task<IActionResult> OnPostFileAsync(IFormFile? file, CancellationToken ct)
    {
        await using var lines = file?.OpenReadStream() ?? Stream.Null;
        if (await recordFile.RunAsync(new(lines, Actor.Staff(User.Id())), ct) is Outcome<int>.Refused(var refusal))
        {
            foreach (var why in refusal.All) { ModelState.AddModelError("", why.Reason); }
            await OnGetAsync(ct);
            return Page();
        }

        FieldDone = "Field_FileDone";
        return RedirectToPage();
    }

    private async Task<IActionResult> AnswerAsync<T>(
        Guid order, string done, Outcome<T> outcome, CancellationToken ct)
    {
        if (outcome is Outcome<T>.Refused(var refusal))
        {
            Faulty = order;
            ModelState.AddModelError("", refusal.Reason);
            await OnGetAsync(ct);
            return Page();
        }

        FieldDone = done;
        return RedirectToPage();
    }
}
