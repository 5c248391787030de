using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts;
using Portal.Core.Data;
using Portal.Core.Notices;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Letters;

/// <summary>Letters that the city's rules sent to the reader's accounts.</summary>
public sealed class NoticesModel(PortalDbContext db) : PageModel
{
    public IReadOnlyList<AccountNotices.Row> Rows { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct) =>
        Rows = await AccountNotices.ListAsync(db, db.VisibleTo(User.Id()), true, ct);
}
