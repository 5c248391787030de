using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Portal.Core.Data;
using Portal.Core.Delinquency;
using Portal.Core.Lists;
using Portal.Core.Staff;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Delinquency;

/// <summary>The accounts that are pursued, by where they stand.</summary>
public sealed class CasesModel(PortalDbContext db, RecordListedCustomers recordListed, Words<LadderBook> words)
    : PageModel
{
    /// <summary>All when null.</summary>
    [BindProperty(SupportsGet = true)]
    public CaseState? Show { get; set; }

    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    public IReadOnlyList<CaseList.Row> Rows { get; private set; } = [];

    public int Pages { get; private set; }

    public IEnumerable<SelectListItem> Choices() =>
    [
        new(words["Cases_All"], ""),
        .. Enum.GetValues<CaseState>().Where(s => s != CaseState.Current)
            .Select(s => new SelectListItem(words[$"Case_{s}"], $"{s}", s == Show)),
    ];

    public async Task OnGetAsync(CancellationToken ct)
    {
        ModelState.Clear();
        (Rows, var count, Number) = await CaseList.PageAsync(db, Show, Number, ct);
        Pages = ListPages.Of(count);
        await recordListed.RunAsync(
            new(User.Id(), [.. Rows.Select(r => r.AccountId)], Request.Path,
                HttpContext.Connection.RemoteIpAddress?.ToString()),
            ct);
    }
}
