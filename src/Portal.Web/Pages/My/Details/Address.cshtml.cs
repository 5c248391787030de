using Microsoft.AspNetCore.Mvc;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Data;
using Portal.Web.People;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Details;

/// <summary>Where a customer's mail goes.</summary>
[AsksFreshProof]
public sealed class AddressModel(PortalDbContext db, ChangeMailingAddress change) : DetailPage(db)
{
    [BindProperty]
    public AddressFields Input { get; set; } = new();

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        Input = AddressFields.Of(PostalAddress.Of(Customer));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        var address = Input.Whole();
        foreach (var (field, why) in address.WhyNot()) { ModelState.AddModelError($"Input.{field}", why.Reason); }

        return ModelState.IsValid
            ? Answer(await change.RunAsync(User.WhoAsks(), id, address, ct), "")
            : Page();
    }
}
