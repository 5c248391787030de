using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts;

/// <summary>
/// Find a customer by anything a caller says. The address holds the whole state of the list. Whose names are shown is
/// recorded.
/// </summary>
public sealed class IndexModel(FindCustomers findCustomers, RecordListedCustomers recordListed) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Words { get; set; }

    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    public FindCustomers.Found Found { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct)
    {
        Found = await findCustomers.RunAsync(new(Words, Number), ct);
        var address = HttpContext.Connection.RemoteIpAddress?.ToString();
        await recordListed.RunAsync(
            new(User.Id(), Found.Rows.Select(r => r.Id), "/office/accounts", address), ct);
        Number = Math.Clamp(Number, 1, Math.Max(1, Found.Pages));
    }
}
