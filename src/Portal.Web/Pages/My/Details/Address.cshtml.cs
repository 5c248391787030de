using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
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
    public Fields Input { get; set; } = new();

    public IEnumerable<SelectListItem> CountryList =>
        Countries.InOrder().Select(c => new SelectListItem(c.Name, c.Code));

    public sealed record Fields
    {
        public string? Line1 { get; init; }

        public string? Line2 { get; init; }

        public string? City { get; init; }

        public string? State { get; init; }

        public string? PostalCode { get; init; }

        public string? Country { get; init; }
    }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        Input = new()
        {
            Line1 = Customer.MailingLine1, Line2 = Customer.MailingLine2, City = Customer.MailingCity,
            State = Customer.MailingState, PostalCode = Customer.MailingPostalCode,
            Country = Customer.MailingCountry,
        };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        var address = PostalAddress.Typed(
            Input.Line1, Input.Line2, Input.City, Input.State, Input.PostalCode, Input.Country);
        foreach (var (field, why) in address.WhyNot()) { ModelState.AddModelError($"Input.{field}", why.Reason); }

        return ModelState.IsValid
            ? Answer(await change.RunAsync(User.WhoAsks(), id, address, ct), "")
            : Page();
    }
}
