using Microsoft.AspNetCore.Mvc;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Data;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Details;

/// <summary>A customer's telephone number.</summary>
public sealed class PhoneModel(PortalDbContext db, ChangePhone change) : DetailPage(db)
{
    [BindProperty]
    public Fields Input { get; set; } = new();

    public sealed record Fields
    {
        public string? Phone { get; init; }
    }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        Input = new() { Phone = PhoneNumber.Written(Customer.Phone, Customer.PhoneExtension) };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct)
        ? Answer(await change.RunAsync(User.Id(), id, Input.Phone, ct), "Input.Phone")
        : NotFound();
}
