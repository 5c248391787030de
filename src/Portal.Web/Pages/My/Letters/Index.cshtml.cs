using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Web.Look;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Letters;

/// <summary>Every letter to the reader, with how far it came.</summary>
public sealed class IndexModel(PortalDbContext db) : PageModel
{
    public IReadOnlyList<LettersTo.Row> Rows { get; private set; } = [];

    public Pager Pager { get; private set; } = null!;

    /// <param name="number">The page, from 1.</param>
    public async Task OnGetAsync([FromQuery(Name = "page")] int? number, CancellationToken ct)
    {
        var page = Math.Clamp(number ?? 1, 1, 1000);
        (Rows, var count) = await LettersTo.ListAsync(db, User.Id(), page, ct);
        Pager = new(page, (count + LettersTo.PageSize - 1) / LettersTo.PageSize, count, LettersTo.PageSize);
    }
}
