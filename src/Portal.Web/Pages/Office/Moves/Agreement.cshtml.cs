using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Record;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Moves;
using Portal.Core.Staff;
using Portal.Web.Pages.Office.Accounts;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Moves;

/// <summary>What an account's services are billed by: one is chosen, changed, and its history shown.</summary>
public sealed class AgreementModel(
    PortalDbContext db, ChangeAgreement change, CustomerLook look, BusinessClock clock) : PageModel
{
    [BindProperty]
    public AgreementInput Input { get; set; } = new();

    /// <summary>The service that is looked at; the first where none is named.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Point { get; set; }

    [TempData]
    public bool Changed { get; set; }

    public AccountRecord.Title Account { get; private set; } = null!;

    public IReadOnlyList<ServedPoint> Served { get; private set; } = [];

    public ServedPoint? Chosen { get; private set; }

    public IReadOnlyList<ServedPoint.Change> History { get; private set; } = [];

    public IEnumerable<SelectListItem> DayChoices(Func<DateOnly, string> say) =>
        (Chosen?.Days ?? []).Select(d => new SelectListItem(say(d), d.ToString("O", CultureInfo.InvariantCulture)));

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await LoadAsync(id, ct) is { } instead) { return instead; }

        Input = AgreementInput.Of(Chosen);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (await LoadAsync(id, ct) is { } instead) { return instead; }

        if (!ModelState.IsValid) { return Page(); }

        var outcome = await change.RunAsync(
            new(Input.OperationId, id, Point ?? Guid.Empty, Input.From ?? default, Input.Facts(), Input.Note ?? "",
                Actor.Staff(User.Id()))
            {
                Seen = Input.SeenFacts() ?? new(),
            }, ct);
        if (outcome is Outcome<ServiceAgreement>.Refused(var refusal))
        {
            ModelState.AddModelError(AgreementInput.FieldOf(refusal.Key), refusal.Reason);
            // What holds now is said beside it; sent once more, the form means that.
            ModelState.Remove("Input.Seen");
            Input.Seen = AgreementInput.Of(Chosen).Seen;
            return Page();
        }

        Changed = true;
        return RedirectToPage(new { id, point = Point });
    }

    private async Task<IActionResult?> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await AccountRecord.TitleOfAsync(db, id, ct) is not { } account) { return NotFound(); }
        if (!await look.MayAsync(HttpContext, id, ct)) { return RedirectToPage("/Office/Accounts/Why", new { id }); }

        Account = account;
        Served = await ServedPoint.OfAsync(db, id, clock.Today, ct);
        Chosen = Served.FirstOrDefault(s => Point is null || s.Point.Id == Point);
        Point = Chosen?.Point.Id;
        History = Chosen is { } one ? await ServedPoint.HistoryAsync(db, id, one.Point.Id, ct) : [];
        return null;
    }
}
