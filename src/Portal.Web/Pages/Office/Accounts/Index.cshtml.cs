using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts;

namespace Portal.Web.Pages.Office.Accounts;

/// <summary>Find a customer by anything a caller says. The address holds the whole state of the list.</summary>
public sealed class IndexModel(FindCustomers findCustomers) : PageModel
{
    [BindProperty(SupportsGet = true, Name = "q")]
    public string? Words { get; set; }

    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    public FindCustomers.Found Found { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct)
    {
        Found = await findCustomers.RunAsync(new(Words, Number), ct);
        Number = Math.Clamp(Number, 1, Math.Max(1, Found.Pages));
    }
}
