using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Sandbox.Mail;

namespace Portal.Sandbox.Pages.Mail;

/// <summary>Caught mail, newest first.</summary>
public sealed class IndexModel(Mailbox mailbox) : PageModel
{
    private const int Shown = 200;

    [BindProperty(SupportsGet = true)]
    public string? To { get; set; }

    public IReadOnlyList<CaughtMail> Mails { get; private set; } = [];

    public int Found { get; private set; }

    public void OnGet()
    {
        var found = mailbox.To(To ?? "");
        Found = found.Count;
        Mails = [.. found.Reverse().Take(Shown)];
    }
}
