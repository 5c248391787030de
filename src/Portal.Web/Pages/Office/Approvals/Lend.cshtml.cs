using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Portal.Core.Billing.Approvals;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Core.Staff.Team;
using Portal.Web.People;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Approvals;

/// <summary>Who approves for whom while they are away; lending and revoking.</summary>
public sealed class LendModel(PortalDbContext db, LendBand lend, RevokeBand revoke, BusinessClock clock) : PageModel
{
    private const int Shown = 100;

    [BindProperty]
    public Wish Input { get; set; } = new();

    /// <summary>What was done, said once.</summary>
    [TempData]
    public string? LendDone { get; set; }

    public IReadOnlyList<ApprovalDelegations.Row> Rows { get; private set; } = [];

    /// <summary>Colleagues who approve something.</summary>
    public IReadOnlyList<SelectListItem> People { get; private set; } = [];

    public bool MayLend => User.May(Can.ApproveAdjustments);

    public Task OnGetAsync(CancellationToken ct)
    {
        Input = new() { Operation = Guid.CreateVersion7(), From = clock.Today };
        return LoadAsync(ct);
    }

    public async Task<IActionResult> OnPostLendAsync(CancellationToken ct) => await AnswerAsync(
        await lend.RunAsync(new(Input.Operation, User.Id(), Input.To, Input.From, Input.Until, Input.Why), ct),
        "Lent", ct);

    public async Task<IActionResult> OnPostRevokeAsync(Guid delegation, CancellationToken ct) => await AnswerAsync(
        await revoke.RunAsync(new(delegation, Actor.Staff(User.Id())), ct), "Revoked", ct);

    private async Task<IActionResult> AnswerAsync<T>(Outcome<T> outcome, string done, CancellationToken ct)
    {
        if (outcome is Outcome<T>.Refused(var refusal))
        {
            ModelState.AddModelError(refusal.Key switch
            {
                "Lend_ToNobody" or "Lend_Nothing" => "Input.To",
                "Lend_Days" => "Input.Until",
                "Lend_WhyMissing" => "Input.Why",
                _ => "",
            }, refusal.Reason);
            if (Input.Operation == Guid.Empty) { Input.Operation = Guid.CreateVersion7(); }

            await LoadAsync(ct);
            return Page();
        }

        LendDone = done;
        return RedirectToPage();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Rows = await ApprovalDelegations.FromAsync(db, clock.Today, Shown, ct);
        People =
        [
            .. (await TeamList.AllAsync(db, ct))
                .Where(p => p.SuspendedAt is null && p.UserId != User.Id()
                    && StaffRoles.HeldBy(p.Roles).Contains(Can.ApproveAdjustments))
                .Select(p => new SelectListItem(p.Name, $"{p.UserId}")),
        ];
    }

    /// <summary>What is filled in.</summary>
    public sealed class Wish
    {
        public Guid Operation { get; set; }

        public Guid? To { get; set; }

        public DateOnly? From { get; set; }

        public DateOnly? Until { get; set; }

        public string? Why { get; set; }
    }
}
