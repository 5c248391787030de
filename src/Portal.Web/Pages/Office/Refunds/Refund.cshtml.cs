using Microsoft.AspNetCore.Mvc;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Refunds;
using Portal.Core.Staff;
using Portal.Web.People;

namespace Portal.Web.Pages.Office.Refunds;

/// <summary>One refund: what it is, what became of it, and what this person may do about it.</summary>
public sealed class RefundModel(
    PortalDbContext db, RecordCustomerView recordView, CancelRefund cancel, BusinessClock clock)
    : RefundPage(db, recordView)
{
    private readonly PortalDbContext _db = db;

    [BindProperty]
    public string? Why { get; set; }

    public bool MayBeApproved { get; private set; }

    public bool MayBeIssued => Record.Refund.State == RefundState.Approved && User.May(Can.IssueRefunds);

    public bool MayKeepChecks => User.May(Can.KeepChecks);

    public bool MayBeCanceled => User.May(Can.RequestRefunds)
        && RefundMoves.May(Record.Refund.State, RefundState.Canceled);

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        await LookAroundAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostCancelAsync(Guid id, CancellationToken ct)
    {
        var answer = await AnswerAsync(
            id, await cancel.RunAsync(new(id, Why, Me), ct), "Cancel", nameof(Why), ct);
        if (Record is not null) { await LookAroundAsync(ct); }

        return answer;
    }

    private async Task LookAroundAsync(CancellationToken ct) =>
        MayBeApproved = Record.Refund.State == RefundState.Requested && User.May(Can.ApproveRefunds)
            && await ApproveRefund.WhyNotAsync(_db, Record.Refund, Me, clock, ct) is null;
}
