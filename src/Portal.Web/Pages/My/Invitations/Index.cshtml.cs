using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Accounts.Access;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Web.People;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Invitations;

/// <summary>Invitations that wait for the answer of whoever signs in with their address.</summary>
public sealed class IndexModel(PortalDbContext db, AnswerInvitation answer, TimeProvider clock) : PageModel
{
    public IReadOnlyList<Waits> Waiting { get; private set; } = [];

    /// <summary>Signs in with it.</summary>
    public string Email { get; private set; } = "";

    [TempData]
    public string? AnswerDone { get; set; }

    /// <param name="InvitedBy">As they are greeted.</param>
    public sealed record Waits(
        Guid Id, string CustomerName, string InvitedBy, AccountLevel Level, DateTimeOffset ExpiresAt);

    public Task OnGetAsync(CancellationToken ct) => ReadAsync(ct);

    public async Task<IActionResult> OnPostAsync(Guid invitation, bool accept, CancellationToken ct)
    {
        var outcome = await answer.RunAsync(User.Id(), invitation, accept, ct);
        if (outcome is Outcome<Guid>.Refused(var refusal))
        {
            await ReadAsync(ct);
            return this.Refuse(refusal);
        }

        AnswerDone = accept ? null : "Invitations_Declined";
        return accept ? RedirectToPage("/My/Index") : RedirectToPage();
    }

    private async Task ReadAsync(CancellationToken ct)
    {
        var userId = User.Id();
        Email = await db.Users.Where(u => u.Id == userId).Select(u => u.Email).SingleAsync(ct) ?? "";
        Waiting = await (
            from invitation in db.InvitationsFor(userId, clock.GetUtcNow())
            join account in db.CustomerAccounts on invitation.CustomerAccountId equals account.Id
            join customer in db.Customers on account.CustomerId equals customer.Id
            join inviter in db.Users on invitation.InvitedBy equals inviter.Id
            orderby invitation.InvitedAt
            select new Waits(
                invitation.Id, customer.Name, inviter.DisplayName, invitation.Level, invitation.ExpiresAt))
            .ToListAsync(ct);
    }
}
