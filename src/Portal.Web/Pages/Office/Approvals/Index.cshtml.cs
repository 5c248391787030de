using System.Globalization;
using CsvHelper;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Billing.Approvals;
using Portal.Core.Common;
using Portal.Core.Staff;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Approvals;

/// <summary>What waits for a second person, oldest first, a page at a time, and as a file.</summary>
public sealed class IndexModel(
    LoadApprovalInbox load, RecordListedCustomers recordListed, BusinessClock clock, OfficeTerms terms,
    Words<OfficeBook> words) : PageModel
{
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

    public async Task<IActionResult> OnGetFileAsync(CancellationToken ct)
    {
        await LoadAsync(1, whole: true, ct);
        using var file = new MemoryStream();
        using (var csv = CsvWriter.Create(
            file, new CsvWriterOptions { Injection = CsvInjection.Escape }, leaveOpen: true))
        {
            csv.WriteRecord(
                [words["Approvals_What"], words["Task_Account"], words["Approvals_Customer"], words["Payments_Amount"],
                    words["Approvals_Who"], words["Approvals_Since"], words["Approvals_When"],
                    words["Approvals_Why"], words["Approvals_You"]]);
            foreach (var row in Inbox.Rows)
            {
                csv.WriteRecord(
                    [terms.OfApproval(row.Kind), row.AccountNumber ?? "", row.CustomerName ?? "",
                        row.Amount?.ToDollars().ToString("0.00", CultureInfo.InvariantCulture) ?? "", row.AskedBy,
                        clock.DayOf(row.At).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                        row.OverdueSince?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "", row.Why,
                        YouMay(row)]);
            }
        }

        byte[] bytes = [.. System.Text.Encoding.UTF8.Preamble, .. file.ToArray()];
        return File(bytes, "text/csv; charset=utf-8", $"approvals-{clock.Today:yyyy-MM-dd}.csv");
    }

    private async Task LoadAsync(int page, bool whole, CancellationToken ct)
    {
        Kind = string.IsNullOrEmpty(Kind) ? null : Kind;
        Inbox = await load.RunAsync(
            new(Actor.Staff(User.Id()), Kind, Mine, page) { Overdue = Overdue, Whole = whole }, ct);
        await recordListed.RunAsync(HttpContext, Inbox.Rows.Select(r => r.AccountId).OfType<Guid>(), ct);
    }
}
