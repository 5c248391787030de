using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Billing.Rates;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Web.Pages.Office.Billing.Rates;

/// <summary>Every schedule with the version in force, what comes and what is drafted; all of it as one file.</summary>
public sealed class IndexModel(PortalDbContext db, BusinessClock clock, IAuthorizationService permissions) : PageModel
{
    public IReadOnlyList<RateShelf> Shelves { get; private set; } = [];

    public bool MayDraft { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        Shelves = await RateList.OnAsync(db, clock.Today, ct);
        MayDraft = (await permissions.AuthorizeAsync(User, Can.DraftRates)).Succeeded;
    }

    /// <summary>Every released version in one rate file.</summary>
    public async Task<IActionResult> OnGetDownloadAsync(CancellationToken ct)
    {
        var book = await LoadRateBook.RunAsync(db, ct);
        var document = new RateDocument { Schedules = book.Schedules, Settings = book.Settings };
        return File(Encoding.UTF8.GetBytes(document.ToJson()), MediaTypeNames.Application.Json, "rates.json");
    }
}
