using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Moves;
using Portal.Core.Requests.Moving;
using Portal.Core.Staff;
using Portal.Web.People;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Moves;

/// <summary>Begins service at a premise: for somebody new, or as a further premise of an account.</summary>
public sealed class MoveInModel(
    PortalDbContext db, MoveIn moveIn, FindCustomers find, RecordListedCustomers listed, BusinessClock clock,
    Words<OfficeBook> words) : PageModel
{
    [BindProperty]
    public StartForm Input { get; set; } = new();

    /// <summary>The account that gets a further premise; null for somebody new.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Account { get; set; }

    /// <summary>Words of the address that is looked for.</summary>
    [BindProperty(SupportsGet = true, Name = "address")]
    public string? Address { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Premise { get; set; }

    /// <summary>The day that a customer asked for.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? On { get; set; }

    /// <summary>What the customer asked for on the site, which this does.</summary>
    [BindProperty(SupportsGet = true, Name = "asked")]
    public Guid? Asked { get; set; }

    /// <summary>An account of the customer to whom a new one belongs; null for somebody new.</summary>
    [BindProperty(SupportsGet = true, Name = "owner")]
    public Guid? OwnerAccount { get; set; }

    /// <summary>Words of the customer that is looked for.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Who { get; set; }

    public NewOwner NewOwner { get; private set; } = NewOwner.Nobody;

    /// <summary>The most that may be asked for as a deposit; null without rules, or of an account there is.</summary>
    public Usd? MostDeposit { get; private set; }

    public MovingAccount? Owner { get; private set; }

    public Premise? Place { get; private set; }

    public IReadOnlyList<Premise> Found { get; private set; } = [];

    public IReadOnlyList<MeterToRead> Meters { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Cycles { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) { return NotFound(); }

        Input = new()
        {
            OperationId = Guid.CreateVersion7(),
            StartsOn = On is { } day && day <= clock.Today ? day : clock.Today,
            BillingCycle = await db.CustomerAccounts.Where(a => a.PremiseId == Premise && a.BillingCycle != null)
                .OrderByDescending(a => a.OpenedOn).Select(a => a.BillingCycle).FirstOrDefaultAsync(ct),
            Reads = [.. Meters.Select(m => new ReadForm { Point = m.ServicePointId })],
            Mailing = AddressFields.Of(Place is null ? null : PostalAddress.Of(Place)),
            Deposit = MostDeposit is { } most ? $"{most.ToDollars():0.00}" : null,
        };
        if (await db.Set<ServiceRequest>().AsNoTracking().SingleOrDefaultAsync(r => r.RequestId == Asked, ct)
            is { } asked)
        {
            Input.Fill(asked, await db.Set<IdentityCheck>().SingleOrDefaultAsync(c => c.RequestId == Asked, ct));
        }

        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct) || Place is null) { return NotFound(); }

        if (Input.StartsOn is null) { ModelState.AddModelError("Input.StartsOn", words["Move_Day_Missing"]); }

        var deposit = string.IsNullOrWhiteSpace(Input.Deposit)
            ? null
            : ModelState.AmountOf("Input.Deposit", Input.Deposit);
        if (!ModelState.IsValid) { return Page(); }

        switch (await moveIn.RunAsync(
            Input.ToRequest(Account, OwnerAccount, Place.Id, Asked, deposit, Actor.Staff(User.Id())), ct))
        {
            case Outcome<ServiceMove>.Done(var move):
                return RedirectToPage("/Office/Accounts/Account", new { id = move.CustomerAccountId });
            case Outcome<ServiceMove>.Refused(var refusal):
                ModelState.AddReasons(refusal, "Input.StartsOn", "Input.Mailing", Meters);
                await LookAlikeAsync(refusal, ct);
                return Page();
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    /// <summary>Who it looks like, with a way to choose them; that they were shown is recorded.</summary>
    private async Task LookAlikeAsync(Refusal refusal, CancellationToken ct)
    {
        if (refusal.All.All(r => r.Key != "Move_LooksLike")) { return; }

        NewOwner = NewOwner with { Alike = await LikelySame.OfAsync(db, Input.ToNewCustomer(), ct) };
        await NewOwner.RecordAsync(listed, HttpContext, ct);
    }

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        Owner = Account is { } id ? await MovingAccount.OfAsync(db, id, ct) : null;
        Place = await db.Premises.AsNoTracking().SingleOrDefaultAsync(p => p.Id == Premise, ct);
        NewOwner = Owner is null ? await NewOwner.OfAsync(db, find, OwnerAccount, Who, ct) : NewOwner.Nobody;
        await NewOwner.RecordAsync(listed, HttpContext, ct);
        Found = Place is null ? await FindPremises.RunAsync(db, Address, ct) : [];
        Meters = Place is null ? [] : await MeterToRead.OfAsync(db, Place.Id, ct);
        MostDeposit = Place is null || Owner is not null
            ? null
            : await OpeningApplication.MostAsync(db, NewOwner.Kind ?? Input.Kind, Place.Id, clock.Today, ct);
        Cycles = await MoveForms.CyclesAsync(db, ct);
        return Account is null == Owner is null && OwnerAccount is null == NewOwner.Chosen is null;
    }
}
