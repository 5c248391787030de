using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;

namespace Portal.Web.Pages.Office.Ledger;

/// <summary>The journal, a business day at a time. Read only.</summary>
public sealed class IndexModel(PortalDbContext db, BusinessClock clock) : PageModel
{
    /// <summary>Nothing for the latest day that has entries.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? Day { get; set; }

    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    public JournalDay Journal { get; private set; } = null!;

    public (DateOnly? Before, DateOnly? After) Neighbours { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        Day ??= (await JournalDay.NeighboursAsync(db, clock.Today.AddDays(1), ct)).Before ?? clock.Today;
        Journal = await JournalDay.OnAsync(db, Day.Value, Number, ct);
        Number = Math.Clamp(Number, 1, Journal.Pages);
        Neighbours = await JournalDay.NeighboursAsync(db, Day.Value, ct);
    }
}
