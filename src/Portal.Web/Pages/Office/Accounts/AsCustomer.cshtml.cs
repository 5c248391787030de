using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Record;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Web.Pages.Office.Accounts;

/// <summary>
/// What one of the account's people sees on their own first page, in their language. It only shows: it has no handler
/// that takes a post, and nothing on it can be followed. Every look is recorded.
/// </summary>
public sealed class AsCustomerModel(PortalDbContext db, CustomerLook look, BusinessClock clock) : PageModel
{
    /// <summary>Whose eyes, of those who have access.</summary>
    [FromQuery]
    public Guid? Who { get; set; }

    public AccountRecord.Title Account { get; private set; } = null!;

    public IReadOnlyList<Reader> Readers { get; private set; } = [];

    /// <summary>The one whose page is shown; null when nobody has access.</summary>
    public Reader? Shown { get; private set; }

    public AccountOverview? Overview { get; private set; }

    /// <param name="Language">"en" or "es".</param>
    public sealed record Reader(Guid Id, string Name, string Language, AccountLevel Level);

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await AccountRecord.TitleOfAsync(db, id, ct) is not { } account) { return NotFound(); }
        if (!await look.MayAsync(HttpContext, id, ct)) { return RedirectToPage("Why", new { id }); }

        Account = account;
        Readers = await (
            from link in db.AccountLinks
            join user in db.Users on link.UserId equals user.Id
            where link.CustomerAccountId == id && link.EndedAt == null
            orderby link.LinkedAt
            select new Reader(user.Id, user.DisplayName, user.Language, link.Level)).ToListAsync(ct);
        Shown = Readers.FirstOrDefault(r => r.Id == Who)
            ?? Readers.OrderByDescending(r => r.Level == AccountLevel.Full).FirstOrDefault();
        Overview = Shown is null
            ? null
            : (await HomeOverview.ForAsync(db, Shown.Id, clock, ct)).Accounts.SingleOrDefault(a => a.Id == id);
        return Page();
    }
}
