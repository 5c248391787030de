using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing;
using Portal.Core.Data;
using Portal.Core.Reads.Exceptions;
using Portal.Core.Reads.Validation;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Billing.Reads;

/// <summary>What is doubtful about the reads, and whose bill it holds. The address holds the whole state.</summary>
public sealed class IndexModel(PortalDbContext db, Words<ReadsBook> words) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public ReadQueue.View Show { get; set; }

    [BindProperty(SupportsGet = true)]
    public ReadRule? Rule { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cycle { get; set; }

    [BindProperty(SupportsGet = true, Name = "p")]
    public int Number { get; set; } = 1;

    public ReadQueue Queue { get; private set; } = null!;

    public IReadOnlyList<SelectListItem> Views { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Cycles { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        Cycle = string.IsNullOrWhiteSpace(Cycle) ? null : Cycle;
        Queue = await ReadQueue.OfAsync(db, Show, Rule, Cycle, Number, ct);
        Views = [.. Enum.GetValues<ReadQueue.View>().Select(
            v => new SelectListItem(words[$"View_{v}"], v.ToString(), v == Show))];
        var language = System.Globalization.CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;
        var cycles = await db.Set<BillingCycle>().AsNoTracking().OrderBy(c => c.Code).ToListAsync(ct);
        Cycles =
        [
            new(words["Queue_AllCycles"], "", Cycle is null),
            .. cycles.Select(c => new SelectListItem($"{c.Code} · {c.NameIn(language)}", c.Code, c.Code == Cycle)),
        ];
    }
}
