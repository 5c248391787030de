using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Sandbox.Mail;

namespace Portal.Sandbox.Pages.Mail;

/// <summary>One mail: headers, text, HTML in a frame without rights, attachments.</summary>
public sealed class ShowModel(Mailbox mailbox) : PageModel
{
    public CaughtMail Mail { get; private set; } = null!;

    public IActionResult OnGet(string id)
    {
        if (mailbox.Find(id) is not { } found)
        {
            return NotFound();
        }

        Mail = found;
        return Page();
    }
}
