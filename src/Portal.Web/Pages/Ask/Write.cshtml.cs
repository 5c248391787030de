using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests;
using Portal.Core.Requests.Strangers;
using Portal.Web.Pages.My.Requests;
using Portal.Web.People;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Ask;

/// <summary>A question or a problem of somebody who came by a mailed link.</summary>
[ResponseCache(NoStore = true)]
[RequestSizeLimit(ReadUploads.LargestForm)]
[TakesFiles(ReadUploads.LargestForm)]
public sealed class WriteModel(
    PortalDbContext db, OpenAskingLink open, AskQuestion ask, Words<RequestsBook> words) : PageModel
{
    [BindProperty]
    public Fields Input { get; set; } = new();

    /// <summary>The mailed secret.</summary>
    [FromQuery]
    public string? Key { get; set; }

    public AskingLink Link { get; private set; } = null!;

    public RequestKind Kind =>
        Link.Purpose == AskingPurpose.Problem ? RequestKind.Problem : RequestKind.Question;

    public IReadOnlyList<SelectListItem> Topics { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        Input = new() { OperationId = Guid.CreateVersion7() };
        return await ComeAsync(ct) ?? Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await ComeAsync(ct) is { } elsewhere) { return elsewhere; }

        var asked = await open.RunAsync(new(Key, Input.Name, Input.Phone, HttpContext.NetworkAddress()), ct);
        var outcome = asked is Outcome<Asker>.Done(var asker)
            ? await ask.RunAsync(
                new(Input.OperationId, asker, Input.Topic, null, Input.Words,
                    await ReadUploads.RunAsync(Input.Files, ct))
                {
                    Place = Input.Place,
                },
                ct)
            : ((Outcome<Asker>.Refused)asked).Refusal;
        if (outcome is Outcome<CustomerRequest>.Done(var request))
        {
            TempData["Asked"] = request.Label;
            return RedirectToPage("Sent");
        }

        ModelState.AddReasons(((Outcome<CustomerRequest>.Refused)outcome).Refusal);
        return Page();
    }

    private async Task<IActionResult?> ComeAsync(CancellationToken ct)
    {
        if (await open.LookAsync(Key, ct) is not { } link) { return RedirectToPage("Spent"); }

        if (link.Purpose == AskingPurpose.Start) { return RedirectToPage("Start", new { Key }); }

        if (await open.AskedAsync(link, ct) is { } label)
        {
            TempData["Asked"] = label;
            return RedirectToPage("Sent");
        }

        Link = link;
        Topics = await AskForms.TopicsAsync(db, Kind, words["Choose"], ct);
        return null;
    }

    /// <summary>What is filled in.</summary>
    public sealed class Fields
    {
        public Guid OperationId { get; set; }

        public string? Topic { get; set; }

        public string? Place { get; set; }

        public string? Words { get; set; }

        public List<IFormFile>? Files { get; set; }

        public string? Name { get; set; }

        public string? Phone { get; set; }
    }
}
