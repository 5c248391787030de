using Microsoft.AspNetCore.Mvc;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests;
using Portal.Core.Requests.Moving;
using Portal.Core.Requests.Strangers;
using Portal.Web.Pages.My.Requests;
using Portal.Web.People;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Ask;

/// <summary>Somebody with a mailed link asks for service to start: the same facts and rules as signed in.</summary>
[ResponseCache(NoStore = true)]
[RequestSizeLimit(ReadUploads.LargestForm)]
[TakesFiles(ReadUploads.LargestForm)]
public sealed class StartModel(
    PortalDbContext db, AskToMove ask, BusinessClock clock, Words<RequestsBook> words, OpenAskingLink open)
    : ServicePage(db, ask, clock, words)
{
    /// <summary>The mailed secret.</summary>
    [FromQuery]
    public string? Key { get; set; }

    public AskingLink Link { get; private set; } = null!;

    public override string? LinkKey => Key;

    protected override Asker Previewing =>
        new Asker.Unknown(Stranger.By(Link, Input.LegalName ?? "", Input.Phone, Now));

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        Input = new() { OperationId = Guid.CreateVersion7() };
        return await ComeAsync(ct) ?? Page();
    }

    protected override Task<Outcome<Asker>> AskerAsync(CancellationToken ct) =>
        open.RunAsync(new(Key, Input.LegalName, Input.Phone, HttpContext.NetworkAddress()), ct);

    protected override async Task<IActionResult?> ComeAsync(CancellationToken ct)
    {
        if (await open.LookAsync(Key, ct) is not { } link) { return RedirectToPage("Spent"); }

        if (link.Purpose != AskingPurpose.Start) { return RedirectToPage("Write", new { Key }); }

        if (await open.AskedAsync(link, ct) is { } label) { return SentAs(label); }

        (Link, Input.Do, Input.Account) = (link, "start", MoveForm.NewAccount);
        await LoadAsync(ct);
        return null;
    }

    protected override IActionResult Sent(CustomerRequest request) => SentAs(request.Label);

    private RedirectToPageResult SentAs(string label)
    {
        TempData["Asked"] = label;
        return RedirectToPage("Sent");
    }
}
