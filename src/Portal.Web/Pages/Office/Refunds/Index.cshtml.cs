using System.Globalization;
using CsvHelper;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Refunds;
using Portal.Core.Staff;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Refunds;

/// <summary>The desk of refunds by state and age, a page at a time, and as a file.</summary>
public sealed class IndexModel(
    PortalDbContext db, RecordListedCustomers recordListed, BusinessClock clock, Words<RefundsBook> words) : PageModel
{
    public RefundList.Part Show { get; private set; }

    public RefundList List { get; private set; } = null!;

    public async Task OnGetAsync(string? show, int? p, CancellationToken ct)
    {
        Show = PartOf(show);
        List = await RefundList.OfAsync(db, Show, p ?? 1, ct);
        await RecordAsync(List.Rows, ct);
    }

    public async Task<IActionResult> OnGetFileAsync(string? show, CancellationToken ct)
    {
        var rows = await RefundList.AllAsync(db, PartOf(show), ct);
        await RecordAsync(rows, ct);
        using var file = new MemoryStream();
        using (var csv = CsvWriter.Create(
            file, new CsvWriterOptions { Injection = CsvInjection.Escape }, leaveOpen: true))
        {
            csv.WriteRecord(
                [words["Col_Reference"], words["Col_Account"], words["Col_Customer"], words["Col_Amount"],
                    words["Col_State"], words["Col_Asked"], words["Fact_Earliest"]]);
            foreach (var row in rows)
            {
                csv.WriteRecord(
                    [row.Reference, row.AccountNumber, row.CustomerName,
                        row.Amount.ToDollars().ToString("0.00", CultureInfo.InvariantCulture),
                        words[$"State_{row.State}"], Day(row.RequestedOn), Day(row.EarliestOn)]);
            }
        }

        byte[] bytes = [.. System.Text.Encoding.UTF8.Preamble, .. file.ToArray()];
        return File(bytes, "text/csv; charset=utf-8", $"refunds-{clock.Today:yyyy-MM-dd}.csv");
    }

    private Task<int> RecordAsync(IEnumerable<RefundList.Row> rows, CancellationToken ct) => recordListed.RunAsync(
        new(User.Id(), [.. rows.Select(r => r.AccountId)], Request.Path,
            HttpContext.Connection.RemoteIpAddress?.ToString()),
        ct);

    private static RefundList.Part PartOf(string? show) =>
        Enum.TryParse<RefundList.Part>(show, ignoreCase: true, out var part) && Enum.IsDefined(part)
            ? part
            : RefundList.Part.Open;

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
