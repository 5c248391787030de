using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Billing.Approvals;
using Portal.Core.Common;
using Portal.Core.Staff;
using Portal.Web.Look;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Approvals;

/// <summary>What waits for a second person, oldest first, a page at a time, and as a file.</summary>
public sealed class IndexModel(
    LoadApprovalInbox load, RecordListedCustomers recordListed, BusinessClock clock, OfficeTerms terms,
    Words<OfficeBook> words) : PageModel
{
    private const string Columns =
        "Approvals_What,Task_Account,Approvals_Customer,Payments_Amount,Approvals_Who,Approvals_Since,Approvals_When,"
        + "Approvals_Why,Approvals_You";

    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    /// <summary>Only what the reader may decide.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Mine { get; set; }

    /// <summary>Only what waits longer than the city's patience.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Overdue { get; set; }

    public ApprovalInbox Inbox { get; private set; } = null!;

    public DateOnly Today => clock.Today;

    /// <summary>What the reader can do about a row, in words.</summary>
    public string YouMay(ApprovalInbox.Row row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return words[row.MayDecide ? "Approvals_YouDecide" : row.IsOwn ? "Approvals_YouOwn" : "Approvals_YouOther"];
    }

    public Task OnGetAsync(int? p, CancellationToken ct) => LoadAsync(p ?? 1, whole: false, ct);

    public async Task<TableFileResult> OnGetFileAsync(
        [FromQuery(Name = "as")] string? form, CancellationToken ct)
    {
        await LoadAsync(1, whole: true, ct);
        return new(
            $"approvals-{clock.Today:yyyy-MM-dd}", [.. Columns.Split(',').Select(column => words[column])],
            Inbox.Rows.Select(Line).ToAsyncEnumerable(), form);
    }

    private IReadOnlyList<object?> Line(ApprovalInbox.Row row) =>
    [
        terms.OfApproval(row.Kind), row.AccountNumber ?? "", row.CustomerName ?? "", row.Amount?.ToDollars(),
        row.AskedBy, clock.DayOf(row.At), row.OverdueSince, row.Why, YouMay(row),
    ];

    private async Task LoadAsync(int page, bool whole, CancellationToken ct)
    {
        Kind = string.IsNullOrEmpty(Kind) ? null : Kind;
        Inbox = await load.RunAsync(
            new(Actor.Staff(User.Id()), Kind, Mine, page) { Overdue = Overdue, Whole = whole }, ct);
        await recordListed.RunAsync(HttpContext, Inbox.Rows.Select(r => r.AccountId).OfType<Guid>(), ct);
    }
}
