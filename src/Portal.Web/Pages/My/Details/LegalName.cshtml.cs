using Microsoft.AspNetCore.Mvc;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Web.People;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Details;

/// <summary>Asks the office to hold a customer's accounts in another name.</summary>
public sealed class LegalNameModel(PortalDbContext db, AskLegalNameChange ask) : DetailPage(db)
{
    [BindProperty]
    public Fields Input { get; set; } = new();

    public sealed record Fields
    {
        public Guid OperationId { get; init; }

        public string? Name { get; init; }
    }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        Input = new() { OperationId = Guid.CreateVersion7() };
        return await LoadAsync(id, ct) ? Page() : NotFound();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        var outcome = await ask.RunAsync(new(Input.OperationId, User.Id(), id, Input.Name), ct);
        if (outcome is Outcome<bool>.Refused(var refusal)) { return this.Refuse(refusal, "Input.Name"); }

        DetailDone = "Legal_Asked";
        return RedirectToPage("Index");
    }
}
