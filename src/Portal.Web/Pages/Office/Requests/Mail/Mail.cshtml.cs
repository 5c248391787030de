using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests;
using Portal.Core.Requests.Replies;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Requests.Mail;

/// <summary>One mail that came in, whole; while it waits it joins a request or is discarded.</summary>
public sealed class MailModel(PortalDbContext db, DecideMail decide, RecordListedCustomers recordListed) : PageModel
{
    [BindProperty]
    public Deciding Input { get; set; } = new();

    [TempData]
    public string? MailDone { get; set; }

    public ReceivedMail Mail { get; private set; } = null!;

    /// <summary>Label of its request; null for none.</summary>
    public string? Number { get; private set; }

    public string? DecidedBy { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        var page = await ShowAsync(id, ct);
        Input.Number = Number;
        return page;
    }

    public async Task<IActionResult> OnPostJoinAsync(Guid id, CancellationToken ct)
    {
        var outcome = await decide.JoinAsync(id, Input.Number, User.Id(), ct);
        return outcome is Outcome<ReceivedMail>.Done(var joined)
            ? Redirect($"/office/requests/{joined.RequestId}")
            : await RefusedAsync(id, outcome, "Input.Number", ct);
    }

    public async Task<IActionResult> OnPostDiscardAsync(Guid id, CancellationToken ct)
    {
        var outcome = await decide.DiscardAsync(id, Input.Reason, User.Id(), ct);
        if (outcome is Outcome<ReceivedMail>.Refused) { return await RefusedAsync(id, outcome, "Input.Reason", ct); }

        MailDone = nameof(MailFate.Discarded);
        return RedirectToPage("Index");
    }

    private Task<IActionResult> RefusedAsync(
        Guid id, Outcome<ReceivedMail> outcome, string field, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        ModelState.AddModelError(field, ((Outcome<ReceivedMail>.Refused)outcome).Refusal.Reason);
        return ShowAsync(id, ct);
    }

    private async Task<IActionResult> ShowAsync(Guid id, CancellationToken ct)
    {
        if (await db.Set<ReceivedMail>().AsNoTracking().SingleOrDefaultAsync(m => m.Id == id, ct) is not { } mail)
        {
            return NotFound();
        }

        Mail = mail;
        var request = await db.Set<CustomerRequest>().AsNoTracking().SingleOrDefaultAsync(
            r => r.Id == mail.RequestId, ct);
        Number = request?.Label;
        DecidedBy = await db.Users.Where(u => u.Id == mail.DecidedBy).Select(u => u.DisplayName)
            .SingleOrDefaultAsync(ct);
        if (request?.CustomerAccountId is { } account)
        {
            await recordListed.RunAsync(HttpContext, [account], ct);
        }

        return Page();
    }

    /// <summary>What is filled in.</summary>
    public sealed class Deciding
    {
        /// <summary>Of the request: Q-000123.</summary>
        public string? Number { get; set; }

        public string? Reason { get; set; }
    }
}
