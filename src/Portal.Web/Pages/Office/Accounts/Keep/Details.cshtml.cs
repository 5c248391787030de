using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Accounts.Record;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Records;
using Portal.Core.Staff;
using Portal.Web.People;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts.Keep;

/// <summary>Changes one detail of an account's customer, with how it was asked and what proved who asked.</summary>
public sealed class DetailsModel(PortalDbContext db, ChangeByOffice change, CustomerLook look) : PageModel
{
    /// <summary>What the office may change; an e-mail address is changed by whoever reads it.</summary>
    public static readonly IReadOnlyList<ContactPart> Parts =
    [
        ContactPart.MailingAddress, ContactPart.Phone, ContactPart.Name, ContactPart.LegalName, ContactPart.Language,
    ];

    [BindProperty]
    public Changing Input { get; set; } = new();

    [BindProperty]
    public AddressFields Mailing { get; set; } = new();

    /// <summary>Which detail.</summary>
    [FromQuery]
    public ContactPart Part { get; set; }

    /// <summary>What was done, said once.</summary>
    [TempData]
    public string? DetailDone { get; set; }

    public AccountRecord.Title Account { get; private set; } = null!;

    public Customer Customer { get; private set; } = null!;

    public IReadOnlyList<SelectListItem> Documents { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await ShowAsync(id, ct) is { } instead) { return instead; }

        Mailing = AddressFields.Of(PostalAddress.Of(Customer));
        Input = new()
        {
            OperationId = Guid.CreateVersion7(),
            Typed = Part switch
            {
                ContactPart.Phone => Customer.Phone is { } phone
                    ? PhoneNumber.Written(phone, Customer.PhoneExtension) : null,
                ContactPart.Name => Customer.KnownAs,
                ContactPart.LegalName => Customer.Name,
                _ => Customer.Language,
            },
        };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (await ShowAsync(id, ct) is { } instead) { return instead; }

        var outcome = await change.RunAsync(
            new(Input.OperationId, id, Part, Input.Typed, Mailing.Whole(), Input.Source, Input.Proof, Input.Document,
                Actor.Staff(User.Id())), ct);
        if (outcome is Outcome<bool>.Refused(var refusal))
        {
            db.ChangeTracker.Clear();
            foreach (var why in refusal.All) { ModelState.AddModelError(FieldOf(why.Key), why.Reason); }
            return Page();
        }

        DetailDone = outcome is Outcome<bool>.Done(true) ? "Detail_Changed" : "Detail_Same";
        return RedirectToPage(new { id, part = Part });
    }

    private static string FieldOf(string refusal) => refusal switch
    {
        "Office_SourceMissing" => "Input.Source",
        "Office_ProofMissing" => "Input.Proof",
        "Office_DocumentMissing" or "Record_NotFound" => "Input.Document",
        _ when AddressFields.FieldOf(refusal) is { } field => $"Mailing.{field}",
        _ => "Input.Typed",
    };

    private async Task<IActionResult?> ShowAsync(Guid id, CancellationToken ct)
    {
        if (!Parts.Contains(Part) || await AccountRecord.TitleOfAsync(db, id, ct) is not { } account)
        {
            return NotFound();
        }

        if (!await look.MayAsync(HttpContext, id, ct)) { return RedirectToPage("/Office/Accounts/Why", new { id }); }

        Account = account;
        Customer = await db.Customers.AsNoTracking()
            .SingleAsync(c => db.CustomerAccounts.Any(a => a.Id == id && a.CustomerId == c.Id), ct);
        Documents = await db.Set<KeptDocument>().Where(d => d.CustomerAccountId == id)
            .OrderByDescending(d => d.KeptAt).Take(AccountWhole.OpenShown)
            .Select(d => new SelectListItem(d.Title, d.Id.ToString())).ToListAsync(ct);
        return null;
    }

    /// <summary>What is filled in.</summary>
    public sealed class Changing
    {
        public Guid OperationId { get; set; }

        public string? Typed { get; set; }

        public ChangeSource? Source { get; set; }

        public string? Proof { get; set; }

        public Guid? Document { get; set; }
    }
}
