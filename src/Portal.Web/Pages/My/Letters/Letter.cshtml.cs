using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Letters;

/// <summary>One letter as it was sent; one with a link that opens a sign-in without its words.</summary>
public sealed class LetterModel(PortalDbContext db) : PageModel
{
    public OutboxMail Letter { get; private set; } = null!;

    public LetterState State => Enum.Parse<LetterState>($"{Letter.State}");

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await db.MailsTo(User.Id()).AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, ct) is not { } letter)
        {
            return NotFound();
        }

        Letter = letter;
        return Page();
    }
}
