using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Delinquency.Orders;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Delinquency;

/// <summary>What the crew leaves at each door of a list, to print; who fell off the list has none.</summary>
public sealed class TagsModel(PortalDbContext db, RecordListedCustomers recordListed) : PageModel
{
    public Guid Id { get; private set; }

    public IReadOnlyList<ShutOffWork.Row> Rows { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await db.Set<ShutOffList>().AnyAsync(l => l.Id == id && l.ApprovedAt != null, ct)) { return NotFound(); }

        Id = id;
        Rows = [.. (await ShutOffWork.OfListAsync(db, id, ct)).Where(r => r.State != OrderState.Canceled)];
        await recordListed.RunAsync(
            new(User.Id(), [.. Rows.Select(r => r.AccountId)], Request.Path,
                HttpContext.Connection.RemoteIpAddress?.ToString()),
            ct);
        return Page();
    }
}
