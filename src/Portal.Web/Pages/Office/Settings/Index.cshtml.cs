using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Web.Pages.Office.Settings;

/// <summary>The city's rules: what holds, what comes, and what waits for a second person.</summary>
public sealed class IndexModel(PortalDbContext db, BusinessClock clock) : PageModel
{
    public IReadOnlyList<MoneyRuleShelf> Shelves { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        var shelves = new List<MoneyRuleShelf>();
        foreach (var kind in Enum.GetValues<MoneyRuleKind>().Where(MoneyRuleShape.IsKept))
        {
            shelves.Add(await MoneyRuleShelf.OfAsync(db, kind, clock.Today, ct));
        }

        Shelves = shelves;
    }
}
