using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Billing.Runs;
using Portal.Core.Data;

namespace Portal.Web.Pages.Office.Billing;

/// <summary>Accounts of a run: all, or those of a state, a flag or a finding.</summary>
public sealed class ItemsModel(PortalDbContext db) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public BillRunItemState? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Flag { get; set; }

    [BindProperty(SupportsGet = true)]
    public FindingCode? Finding { get; set; }

    /// <summary>Blocked and held ones together.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Stuck { get; set; }

    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    public RunOverview Overview { get; private set; } = null!;

    public RunItems Items { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await RunOverview.OfAsync(db, id, ct) is not { } overview) { return NotFound(); }

        Overview = overview;
        Flag = ItemFlags.All.Contains(Flag) ? Flag : null;
        Items = await RunItems.OfAsync(db, id, new(State, Flag, Finding, Stuck), Number, ct);
        Number = Items.Page;
        return Page();
    }
}
