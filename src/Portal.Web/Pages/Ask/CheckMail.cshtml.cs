using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Portal.Web.Pages.Ask;

/// <summary>The link to the form is on its way; nothing was asked yet.</summary>
public sealed class CheckMailModel(IConfiguration configuration) : PageModel
{
    /// <summary>The address as it was typed; null when the page is opened again.</summary>
    [TempData]
    public string? MailedTo { get; set; }

    /// <summary>Where caught mail is read in a demo city; null elsewhere.</summary>
    public string? Mailbox => configuration["Portal:MailboxUrl"];
}
