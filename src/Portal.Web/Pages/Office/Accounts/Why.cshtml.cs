using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts.Record;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts;

/// <summary>
/// Asks why an account is opened, once a day for each account and person. Shows nothing of it but its name.
/// </summary>
public sealed class WhyModel(PortalDbContext db, RecordCustomerView recordView) : PageModel
{
    [BindProperty]
    public Reason Input { get; set; } = new();

    /// <summary>The bill to be opened, when it was one of the account's.</summary>
    [FromQuery]
    public Guid? Bill { get; set; }

    public AccountRecord.Title Account { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) =>
        await LoadAsync(id, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        var request = new RecordCustomerView.Request(
            User.Id(), id, Request.Path, HttpContext.Connection.RemoteIpAddress?.ToString())
        {
            Reason = Input.Chosen ?? "",
            Words = Input.Words,
        };
        switch (await recordView.RunAsync(request, ct))
        {
            case Outcome<CustomerView>.Done:
                return Bill is { } bill
                    ? RedirectToPage("Bill", new { id, bill })
                    : RedirectToPage("Account", new { id });
            case Outcome<CustomerView>.Refused(var refusal):
                ModelState.AddModelError("Input.Words", refusal.Reason);
                return await OnGetAsync(id, ct);
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await AccountRecord.TitleOfAsync(db, id, ct) is not { } account) { return false; }

        Account = account;
        return true;
    }

    public sealed class Reason
    {
        public string? Chosen { get; set; }

        public string? Words { get; set; }
    }
}
