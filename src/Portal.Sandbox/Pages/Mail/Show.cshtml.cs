using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Sandbox.Mail;

namespace Portal.Sandbox.Pages.Mail;

/// <summary>One mail: headers, text, HTML in a frame without rights, attachments.</summary>
public sealed class ShowModel(Mailbox mailbox, SandboxOptions options) : PageModel
{
    public CaughtMail Mail { get; private set; } = null!;

    /// <summary>True when it says where an answer goes, and somebody reads that.</summary>
    public bool CanBeAnswered => options.ReplyFolder is not null && Mail.Root.Header("Reply-To") is not null;

    [BindProperty]
    public string? Words { get; set; }

    /// <summary>Answers as its recipient would, and shows the mail again.</summary>
    public IActionResult OnPost(string id)
    {
        if (mailbox.Find(id) is not { } found) { return NotFound(); }

        Mail = found;
        if (!CanBeAnswered) { return BadRequest(); }

        Answer.Deliver(found, Words ?? "", options.ReplyFolder!, options.Clock.GetUtcNow());
        return Redirect($"/mail/{id}?answered=yes");
    }

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
