using Microsoft.AspNetCore.Mvc;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Refunds;
using Portal.Core.Staff;

namespace Portal.Web.Pages.Office.Refunds.Approve;

/// <summary>The second person's answer to a refund.</summary>
public sealed class IndexModel(
    PortalDbContext db, RecordCustomerView recordView, ApproveRefund approve, DeclineRefund decline,
    BusinessClock clock) : RefundPage(db, recordView)
{
    private readonly PortalDbContext _db = db;

    [BindProperty]
    public string? Note { get; set; }

    /// <summary>Cents that the page showed.</summary>
    [BindProperty]
    public long Seen { get; set; }

    /// <summary>Why this person cannot answer it; null when they can.</summary>
    public Refusal? WhyNot { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        WhyNot = await ApproveRefund.WhyNotAsync(_db, Record.Refund, Me, clock, ct);
        return Page();
    }

    public async Task<IActionResult> OnPostApproveAsync(Guid id, CancellationToken ct) => await AnswerAsync(
        id, await approve.RunAsync(new(id, new Usd(Seen), Note, Me), ct), "Approve", nameof(Note), ct);

    public async Task<IActionResult> OnPostDeclineAsync(Guid id, CancellationToken ct) => await AnswerAsync(
        id, await decline.RunAsync(new(id, Note, Me), ct), "Decline", nameof(Note), ct);
}
