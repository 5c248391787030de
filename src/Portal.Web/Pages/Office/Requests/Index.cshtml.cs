using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Requests;

/// <summary>The desk of what customers ask: what is to be answered first, first.</summary>
public sealed class IndexModel(PortalDbContext db, RecordListedCustomers recordListed, BusinessClock clock) : PageModel
{
    public RequestList.Whose Show { get; private set; }

    public RequestKind? Kind { get; private set; }

    public string? Number { get; private set; }

    public RequestList Requests { get; private set; } = null!;

    public async Task OnGetAsync(
        string? show, string? kind, string? number, [FromQuery(Name = "page")] int? page, CancellationToken ct)
    {
        Show = Enum.TryParse<RequestList.Whose>(show, ignoreCase: true, out var whose) && Enum.IsDefined(whose)
            ? whose
            : RequestList.Whose.Open;
        Kind = Enum.TryParse<RequestKind>(kind, ignoreCase: true, out var one) && Enum.IsDefined(one) ? one : null;
        Number = number;
        Requests = await RequestList.ForOfficeAsync(
            db, new(Show, Kind, Number, page ?? 1), User.Id(), clock.Today, ct);
        await recordListed.RunAsync(
            new(User.Id(), Requests.Rows.Where(r => r.AccountId is not null).Select(r => r.AccountId!.Value),
                Request.Path, HttpContext.Connection.RemoteIpAddress?.ToString()),
            ct);
    }
}
