using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Payments.Wallet;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Methods;

/// <summary>Where the processor's page leads back to after keeping a method: on to what it was wanted for.</summary>
public sealed class ReturnModel(PortalDbContext db, FollowSetup followSetup) : PageModel
{
    public MethodSetup Setup { get; private set; } = null!;

    [TempData]
    public string? MethodDone { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await db.MethodSetups.AnyAsync(s => s.Id == id && s.UserId == User.Id(), ct)) { return NotFound(); }

        Setup = await followSetup.RunAsync(id, ct);
        if (Setup.State != SetupState.Kept) { return Page(); }

        MethodDone = Setup.ReplacesId is null ? "Methods_Kept"
            : await db.IsOnHoldAsync(Setup.MethodId!.Value, ct) ? "Methods_ReplacedOnHold" : "Methods_Replaced";
        return (Setup.Purpose, Setup.CustomerAccountId) switch
        {
            (SetupPurpose.Autopay, { } account) =>
                RedirectToPage("/My/Autopay/Terms", new { id = account, method = Setup.MethodId }),
            (SetupPurpose.Schedule, { } account) =>
                RedirectToPage("/My/Schedule/Index", new { account, method = Setup.MethodId }),
            _ => RedirectToPage("Index"),
        };
    }

    /// <summary>Seconds until the page asks again; null once there is nothing to find out.</summary>
    public int? AskAgainIn => Setup.State is SetupState.Sending or SetupState.Unknown ? 5 : null;
}
