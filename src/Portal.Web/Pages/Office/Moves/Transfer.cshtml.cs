using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Moves;
using Portal.Core.Staff;
using Portal.Web.Pages.Office.Accounts;
using Portal.Web.People;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Moves;

/// <summary>Moves an account from one place to another: it ends here and starts there in one act.</summary>
public sealed class TransferModel(
    PortalDbContext db, TransferToPremise transfer, CustomerLook look, BusinessClock clock, Words<OfficeBook> words)
    : PageModel
{
    [BindProperty]
    public TransferForm Input { get; set; } = new();

    /// <summary>The place left; may be left out where there is one.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? From { get; set; }

    /// <summary>The place gone to.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Premise { get; set; }

    /// <summary>Words of the address that is looked for.</summary>
    [BindProperty(SupportsGet = true, Name = "address")]
    public string? Address { get; set; }

    /// <summary>What the customer asked for on the site, which this does.</summary>
    [BindProperty(SupportsGet = true, Name = "asked")]
    public Guid? Asked { get; set; }

    public MovingAccount Account { get; private set; } = null!;

    public Premise? Left { get; private set; }

    public Premise? Place { get; private set; }

    public IReadOnlyList<Premise> Found { get; private set; } = [];

    /// <summary>Of the place left, then of the place gone to.</summary>
    public IReadOnlyList<MeterToRead> Meters { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }
        if (!await look.MayAsync(HttpContext, id, ct)) { return RedirectToPage("/Office/Accounts/Why", new { id }); }

        Input = new()
        {
            OperationId = Guid.CreateVersion7(),
            EndOperationId = Guid.CreateVersion7(),
            Source = Asked is null ? null : MoveSource.Site,
            EndsOn = clock.Today,
            StartsOn = clock.Today,
            Balance = Account.Balance.Cents,
            Reads = [.. Meters.Select(m => new ReadForm { Point = m.ServicePointId })],
            Forwarding = AddressFields.Of(Place is null ? null : PostalAddress.Of(Place)),
        };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct) || Left is null || Place is null) { return NotFound(); }

        if (Input.EndsOn is null) { ModelState.AddModelError("Input.EndsOn", words["Move_Day_Missing"]); }

        if (Input.StartsOn is null) { ModelState.AddModelError("Input.StartsOn", words["Move_Day_Missing"]); }

        if (!ModelState.IsValid) { return Page(); }

        if (await transfer.RunAsync(Input.ToRequest(id, Left.Id, Place.Id, Asked, Actor.Staff(User.Id())), ct)
            is Outcome<ServiceMove>.Refused(var refusal))
        {
            var day = Input.StartsOn > clock.Today ? "Input.StartsOn" : "Input.EndsOn";
            ModelState.AddReasons(refusal, day, "Input.Forwarding", Meters);
            return Page();
        }

        return RedirectToPage("/Office/Accounts/Account", new { id });
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await MovingAccount.OfAsync(db, id, ct) is not { } account) { return false; }

        Account = account;
        Left = account.Places.Count == 1 && From is null
            ? account.Places[0]
            : account.Places.FirstOrDefault(p => p.Id == From);
        var to = Premise == Left?.Id ? null : Premise;
        Place = await db.Premises.AsNoTracking().SingleOrDefaultAsync(p => p.Id == to, ct);
        Found = Place is null ? await FindPremises.RunAsync(db, Address, ct) : [];
        Meters = Left is null || Place is null
            ? []
            : [.. await MeterToRead.OfAsync(db, Left.Id, ct), .. await MeterToRead.OfAsync(db, Place.Id, ct)];
        return true;
    }
}
