using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Portal.Web.Pages.SignIn;

/// <summary>A mail is on its way; which one, only the mailbox tells.</summary>
public sealed class CheckMailModel(IConfiguration configuration) : PageModel
{
    /// <summary>Where caught mail is read in a demo city; null elsewhere.</summary>
    public string? Mailbox => configuration["Portal:MailboxUrl"];
}
