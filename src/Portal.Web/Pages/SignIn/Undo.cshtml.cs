using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Web.People;

namespace Portal.Web.Pages.SignIn;

/// <summary>Takes a new e-mail address back, by the link mailed to the old one. It signs nobody in.</summary>
public sealed class UndoModel(UndoEmailChange undo) : PageModel
{
    /// <summary>The link's secret.</summary>
    [FromQuery]
    public string? Key { get; set; }

    /// <summary>Which address is back, once it is.</summary>
    [TempData]
    public string? Undone { get; set; }

    public void OnGet()
    {
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        switch (await undo.RunAsync(new(Key, HttpContext.NetworkAddress()), ct))
        {
            case Outcome<EmailChange>.Done(var change):
                Undone = change.Kind.ToString();
                return RedirectToPage(new { Key = (string?)null });
            case Outcome<EmailChange>.Refused(var refusal):
                return this.Refuse(refusal);
            default:
                throw new InvalidOperationException("Outcome has two cases.");
        }
    }
}
