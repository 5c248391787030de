using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Arrangements;
using Portal.Core.Staff;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Arrangements;

/// <summary>The agreements about paying later: those that run, are due, are late, or are over.</summary>
public sealed class IndexModel(
    PortalDbContext db, RecordListedCustomers recordListed, Words<PlansBook> words, BusinessClock clock) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public ArrangementFilter Show { get; set; }

    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    public IReadOnlyList<ArrangementRow> Rows { get; private set; } = [];

    public int Pages { get; private set; }

    public IEnumerable<SelectListItem> Choices() =>
        Enum.GetValues<ArrangementFilter>().Select(f => new SelectListItem(words[$"Desk_{f}"], $"{f}", f == Show));

    public async Task OnGetAsync(CancellationToken ct)
    {
        ModelState.Clear();
        Number = Math.Clamp(Number, 1, 10_000);
        (Rows, var count) = await ArrangementList.PageAsync(db, Show, clock.Today, Number, ct);
        Pages = (count + ArrangementList.PageSize - 1) / ArrangementList.PageSize;
        await recordListed.RunAsync(HttpContext, Rows.Select(r => r.AccountId), ct);
    }
}
