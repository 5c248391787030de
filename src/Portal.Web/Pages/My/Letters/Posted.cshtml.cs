using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Payments;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Letters;

/// <summary>One letter that the office posts.</summary>
public sealed class PostedModel(PortalDbContext db) : PageModel
{
    public OfficeTask Letter { get; private set; } = null!;

    /// <summary>Of the customer it went to.</summary>
    public string Language { get; private set; } = "en";

    public LetterState State => Letter.DoneAt is null ? LetterState.ToPost : LetterState.Posted;

    public string Subject => Letter.Detail.Split('\n')[0];

    public string Text => Letter.Detail[Subject.Length..].Trim();

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await db.PostedTo(User.Id()).AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, ct) is not { } letter)
        {
            return NotFound();
        }

        Letter = letter;
        Language = await (
            from account in db.CustomerAccounts
            join customer in db.Customers on account.CustomerId equals customer.Id
            where account.Id == letter.CustomerAccountId
            select customer.Language).SingleAsync(ct);
        return Page();
    }
}
