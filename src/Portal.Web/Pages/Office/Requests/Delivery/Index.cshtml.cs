using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail.Bounces;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Requests.Delivery;

/// <summary>Mail that was not delivered: addresses that nothing is mailed to, and every report that came.</summary>
public sealed class IndexModel(PortalDbContext db, LiftMailStop lift, RecordListedCustomers listed) : PageModel
{
    [FromQuery]
    public DeliveryProblems.Part Show { get; set; }

    [FromQuery]
    public string? Find { get; set; }

    [FromQuery(Name = "page")]
    public int? No { get; set; }

    [BindProperty]
    public Fields Input { get; set; } = new();

    /// <summary>The address that may be mailed to again.</summary>
    [TempData]
    public string? Lifted { get; set; }

    public DeliveryProblems List { get; private set; } = null!;

    public sealed record Fields
    {
        /// <summary>The stop.</summary>
        public Guid Stop { get; init; }

        public string? Reason { get; init; }
    }

    public async Task OnGetAsync(CancellationToken ct)
    {
        Show = Enum.IsDefined(Show) ? Show : DeliveryProblems.Part.Stopped;
        List = await DeliveryProblems.OfAsync(db, Show, Find, No ?? 1, ct);
        await listed.RunAsync(
            new(User.Id(), List.Rows.Select(r => r.AccountId).OfType<Guid>().Distinct(), Request.Path,
                HttpContext.Connection.RemoteIpAddress?.ToString()), ct);
    }

    public async Task<IActionResult> OnPostLiftAsync(CancellationToken ct)
    {
        switch (await lift.RunAsync(Input.Stop, Input.Reason, User.Id(), ct))
        {
            case Outcome<MailStop>.Done(var stop):
                Lifted = stop.Address;
                return RedirectToPage(new { Show, Find });
            case Outcome<MailStop>.Refused(var refusal):
                ModelState.AddModelError("", refusal.Reason);
                await OnGetAsync(ct);
                return Page();
            default: throw new InvalidOperationException("An outcome has two cases.");
        }
    }
}
