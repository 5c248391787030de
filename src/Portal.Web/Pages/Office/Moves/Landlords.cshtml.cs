using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Moves;
using Portal.Core.Staff;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Moves;

/// <summary>Whose account premises are served on between tenants: the list, a new agreement, the end of one.</summary>
public sealed class LandlordsModel(
    PortalDbContext db, AgreeWithLandlord agree, EndLandlordAgreement end, BusinessClock clock,
    Words<OfficeBook> words) : PageModel
{
    [BindProperty]
    public AgreementForm Input { get; set; } = new();

    [BindProperty(SupportsGet = true, Name = "address")]
    public string? Address { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? Premise { get; set; }

    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    public Premise? Place { get; private set; }

    public IReadOnlyList<Premise> Found { get; private set; } = [];

    public IReadOnlyList<LandlordRow> Rows { get; private set; } = [];

    public int Count { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        Input = new() { OperationId = Guid.CreateVersion7(), StartsOn = clock.Today };
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        var number = string.Concat((Input.Account ?? "").Where(char.IsAsciiDigit));
        var account = await db.CustomerAccounts.Where(a => a.Number == number).Select(a => (Guid?)a.Id)
            .SingleOrDefaultAsync(ct);
        if (account is null) { ModelState.AddModelError("Input.Account", words["Move_Account_Missing"]); }

        if (Input.StartsOn is null) { ModelState.AddModelError("Input.StartsOn", words["Move_Day_Missing"]); }

        if (!ModelState.IsValid) { return Page(); }

        var request = new AgreeWithLandlord.Request(
            Input.OperationId, Premise ?? Guid.Empty, account!.Value, Input.StartsOn!.Value, Actor.Staff(User.Id()));
        return Answer(await agree.RunAsync(request, ct));
    }

    public async Task<IActionResult> OnPostEndAsync(Guid agreement, CancellationToken ct)
    {
        await LoadAsync(ct);
        return Answer(await end.RunAsync(new(agreement, clock.Today, Actor.Staff(User.Id())), ct));
    }

    private IActionResult Answer(Outcome<LandlordAgreement> outcome)
    {
        if (outcome is not Outcome<LandlordAgreement>.Refused(var refusal)) { return RedirectToPage(); }

        ModelState.AddReasons(refusal, "Input.StartsOn");
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Place = await db.Premises.AsNoTracking().SingleOrDefaultAsync(p => p.Id == Premise, ct);
        Found = Place is null ? await FindPremises.RunAsync(db, Address, ct) : [];
        (Rows, Count) = await LandlordList.PageAsync(db, Math.Max(1, Number), ct);
    }

    public sealed class AgreementForm
    {
        public Guid OperationId { get; set; }

        /// <summary>The owner's account number as typed.</summary>
        public string? Account { get; set; }

        public DateOnly? StartsOn { get; set; }
    }
}
