using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.My.Requests;

/// <summary>Asks a question, reports a problem, or asks to change a legal name.</summary>
[RequestSizeLimit(ReadUploads.LargestForm)]
[TakesFiles(ReadUploads.LargestForm)]
public sealed class NewModel(PortalDbContext db, AskQuestion ask, Words<RequestsBook> words) : PageModel
{
    [BindProperty]
    public Question Input { get; set; } = new();

    /// <summary>"problem" or "legal_name"; anything else is a question.</summary>
    [BindProperty(SupportsGet = true, Name = "about")]
    public string? Asked { get; set; }

    public RequestKind Kind => Asked switch
    {
        "problem" => RequestKind.Problem,
        "legal_name" => RequestKind.LegalName,
        _ => RequestKind.Question,
    };

    public AskableBill? About { get; private set; }

    public bool MayDispute => About is { MayDispute: true };

    public IReadOnlyList<SelectListItem> Topics { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Accounts { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid? account, Guid? bill, int? line, CancellationToken ct)
    {
        Input = new()
        {
            OperationId = Guid.CreateVersion7(), Account = $"{account}", Bill = $"{bill}", Line = $"{line}",
        };
        if (!await LoadAsync(ct)) { return NotFound(); }

        if (account is null && Kind != RequestKind.Problem)
        {
            Input.Account = Accounts.Count > 0 ? Accounts[0].Value : null;
        }

        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) { return NotFound(); }

        var outcome = await ask.RunAsync(
            new(Input.OperationId, User.Id(), Input.Topic, About?.AccountId ?? AskForms.Id(Input.Account), Input.Words,
                await ReadUploads.RunAsync(Input.Files, ct))
            {
                BillId = About?.BillId, BillLineNo = About?.LineNo, Place = Input.Place,
            },
            ct);
        if (outcome is Outcome<CustomerRequest>.Done(var request))
        {
            TempData["RequestDone"] = "Sent";
            return RedirectToPage("Request", new { request.Id });
        }

        ModelState.AddReasons(((Outcome<CustomerRequest>.Refused)outcome).Refusal);
        return Page();
    }

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        if (AskForms.Id(Input.Bill) is { } bill)
        {
            About = await AskableBill.OfAsync(db, User.Id(), bill, AskForms.No(Input.Line), ct);
            Input.Topic ??= "bill";
        }

        Topics = await AskForms.TopicsAsync(db, Kind, words["Choose"], ct);
        Accounts = await AskForms.AccountsAsync(
            db, User.Id(), managed: Kind == RequestKind.LegalName,
            Kind == RequestKind.LegalName ? null : words["No_Account"], ct);
        return About is not null || string.IsNullOrEmpty(Input.Bill);
    }

    /// <summary>What is filled in.</summary>
    public sealed class Question
    {
        public Guid OperationId { get; set; }

        public string? Topic { get; set; }

        public string? Account { get; set; }

        public string? Bill { get; set; }

        public string? Line { get; set; }

        public string? Place { get; set; }

        public string? Words { get; set; }

        public List<IFormFile>? Files { get; set; }
    }
}
