using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Data;
using Portal.Core.Notices;

namespace Portal.Web.Pages.Office.Letters.Templates;

/// <summary>The words of every kind of letter, in both languages.</summary>
public sealed class IndexModel(PortalDbContext db) : PageModel
{
    public IReadOnlyList<TemplateShelf.Shelf> Shelves { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct) => Shelves = await TemplateShelf.ListAsync(db, ct);
}
