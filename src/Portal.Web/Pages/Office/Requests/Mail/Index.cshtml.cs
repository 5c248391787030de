using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Data;
using Portal.Core.Requests.Replies;

namespace Portal.Web.Pages.Office.Requests.Mail;

/// <summary>Mails that came in: those that wait for somebody, and what became of the others.</summary>
public sealed class IndexModel(PortalDbContext db) : PageModel
{
    [TempData]
    public string? MailDone { get; set; }

    public MailFate Fate { get; private set; }

    public ReceivedMailList List { get; private set; } = null!;

    public async Task OnGetAsync(
        string? show, [FromQuery(Name = "page")] int? page, CancellationToken ct)
    {
        Fate = Enum.TryParse<MailFate>(show, ignoreCase: true, out var fate) && Enum.IsDefined(fate)
            ? fate
            : MailFate.Waiting;
        List = await ReceivedMailList.OfAsync(db, Fate, page ?? 1, ct);
    }
}
