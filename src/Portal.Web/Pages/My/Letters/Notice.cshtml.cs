using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Notices;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Letters;

/// <summary>One letter that the city's rules sent, as it was frozen.</summary>
public sealed class NoticeModel(PortalDbContext db) : PageModel
{
    public Notice Notice { get; private set; } = null!;

    public FrozenLetter Letter { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await AccountNotices.FindAsync(db, db.VisibleTo(User.Id()), id, true, ct) is not { } notice)
        {
            return NotFound();
        }

        (Notice, Letter) = (notice, FrozenLetter.From(notice.Content));
        return Page();
    }
}
