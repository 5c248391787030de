using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Records;

namespace Portal.Web.Pages.Office.Records;

/// <summary>Documents by words of their title, class, account and days.</summary>
public sealed class IndexModel(PortalDbContext db) : PageModel
{
    [FromQuery(Name = "q")]
    public string? Find { get; set; }

    /// <summary>Code of a class.</summary>
    [FromQuery]
    public string? Class { get; set; }

    /// <summary>A whole account number.</summary>
    [FromQuery]
    public string? Number { get; set; }

    [FromQuery]
    public DateOnly? From { get; set; }

    [FromQuery]
    public DateOnly? To { get; set; }

    public IReadOnlyList<RetentionClass> Classes { get; private set; } = [];

    public DocumentList Documents { get; private set; } = null!;

    public async Task OnGetAsync(int? page, CancellationToken ct)
    {
        Classes = await db.Set<RetentionClass>().AsNoTracking().OrderBy(c => c.Sort).ToListAsync(ct);
        Documents = await DocumentList.OfAsync(db, new(Find, Class, Number, From, To), page ?? 1, ct);
    }
}
