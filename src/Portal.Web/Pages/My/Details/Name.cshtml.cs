using Microsoft.AspNetCore.Mvc;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Data;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Details;

/// <summary>The name a customer goes by.</summary>
public sealed class NameModel(PortalDbContext db, ChangeKnownName change) : DetailPage(db)
{
    [BindProperty]
    public Fields Input { get; set; } = new();

    public sealed record Fields
    {
        public string? Name { get; init; }
    }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        Input = new() { Name = Customer.KnownAs };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct)
        ? Answer(await change.RunAsync(User.Id(), id, Input.Name, ct), "Input.Name")
        : NotFound();
}
