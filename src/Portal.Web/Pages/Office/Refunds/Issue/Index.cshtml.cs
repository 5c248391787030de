using Microsoft.AspNetCore.Mvc;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Refunds;
using Portal.Core.Staff;

namespace Portal.Web.Pages.Office.Refunds.Issue;

/// <summary>Sends an approved refund out: where each part goes, then the act.</summary>
public sealed class IndexModel(
    PortalDbContext db, RecordCustomerView recordView, IssueRefund issue, BusinessClock clock)
    : RefundPage(db, recordView)
{
    private readonly PortalDbContext _db = db;

    /// <summary>Cents that the page showed.</summary>
    [BindProperty]
    public long Seen { get; set; }

    /// <summary>Why this person cannot send it now; null when they can.</summary>
    public Refusal? WhyNot { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        WhyNot = await IssueRefund.WhyNotAsync(_db, Record.Refund, Me, clock, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct) => await AnswerAsync(
        id, await issue.RunAsync(new(id, new Usd(Seen), Me), ct), "Issue", "", ct);
}
