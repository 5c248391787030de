using Microsoft.AspNetCore.Mvc;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Core.Staff.Team;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Team.Keep;

/// <summary>Invites somebody to the office, by mail.</summary>
public sealed class InviteModel(PortalDbContext db, InviteStaff invite, Words<TeamBook> words) : TeamPage(db, words)
{
    [BindProperty]
    public Guest Input { get; set; } = new();

    public void OnGet() => Input = new() { Operation = Guid.CreateVersion7() };

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var outcome = await invite.RunAsync(
            new(Input.Operation, Input.Email, Input.Name, Input.Role, Input.Why, Me), ct);
        if (outcome is Outcome<StaffChange>.Done(var change))
        {
            TeamDone = change.NeedsLook ? "InvitedWaits" : "Invited";
            return RedirectToPage("/Office/Team/Person", new { id = change.UserId });
        }

        var refusal = ((Outcome<StaffChange>.Refused)outcome).Refusal;
        ModelState.AddModelError(
            refusal.Key switch
            {
                "Register_NameMissing" => "Input.Name",
                "Staff_WhyMissing" => "Input.Why",
                _ => "Input.Email",
            },
            refusal.Reason);
        return Page();
    }

    /// <summary>Who is invited.</summary>
    public sealed class Guest
    {
        public Guid Operation { get; set; }

        public string? Email { get; set; }

        public string? Name { get; set; }

        public StaffRole Role { get; set; }

        public string? Why { get; set; }
    }
}
