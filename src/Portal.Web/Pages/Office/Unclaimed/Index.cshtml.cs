using System.Globalization;
using CsvHelper;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Unclaimed;
using Portal.Core.Staff;
using Portal.Web.People;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Unclaimed;

/// <summary>Unclaimed money by age, a page at a time, and as a file.</summary>
public sealed class IndexModel(
    PortalDbContext db, RecordListedCustomers recordListed, BusinessClock clock, Words<MoneyBook> words) : PageModel
{
    public UnclaimedList.Part Show { get; private set; }

    public UnclaimedList List { get; private set; } = null!;

    /// <summary>The page of a row; null where the reader may not open it.</summary>
    public string? AddressOf(UnclaimedRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Kind switch
        {
            UnclaimedKind.Check when User.May(Can.KeepChecks) => $"/office/checks/{row.Id}",
            UnclaimedKind.Credit when User.May(Can.SeeCustomers) => $"/office/accounts/{row.Id}",
            UnclaimedKind.Suspense when User.May(Can.AdjustAccounts) => $"/office/suspense/{row.Id}",
            _ => null,
        };
    }

    public async Task OnGetAsync(string? show, int? p, CancellationToken ct)
    {
        Show = PartOf(show);
        List = await UnclaimedList.OfAsync(db, Show, p ?? 1, clock, ct);
        await RecordAsync(List.Rows, ct);
    }

    public async Task<IActionResult> OnGetFileAsync(string? show, CancellationToken ct)
    {
        var rows = await UnclaimedList.AllAsync(db, PartOf(show), clock, ct);
        await RecordAsync(rows, ct);
        using var file = new MemoryStream();
        using (var csv = CsvWriter.Create(
            file, new CsvWriterOptions { Injection = CsvInjection.Escape }, leaveOpen: true))
        {
            csv.WriteRecord(
                [words["Unclaimed_What"], words["Unclaimed_Number"], words["Unclaimed_Owner"], words["Place_Amount"],
                    words["Unclaimed_Since"], words["Unclaimed_Due"], words["Unclaimed_How"]]);
            foreach (var row in rows) { csv.WriteRecord(Line(row)); }
        }

        byte[] bytes = [.. System.Text.Encoding.UTF8.Preamble, .. file.ToArray()];
        return File(bytes, "text/csv; charset=utf-8", $"unclaimed-{clock.Today:yyyy-MM-dd}.csv");
    }

    private string[] Line(UnclaimedRow row) =>
    [
        words[$"Unclaimed_{row.Kind}"], row.Number ?? "", row.Owner ?? "",
        row.Amount.ToDollars().ToString("0.00", CultureInfo.InvariantCulture), Day(row.Since), Day(row.DueOn),
        words[row.ByNotice ? "Unclaimed_ByNotice" : "Unclaimed_WithoutNotice"],
    ];

    private Task<int> RecordAsync(IEnumerable<UnclaimedRow> rows, CancellationToken ct) =>
        recordListed.RunAsync(HttpContext, rows.Select(r => r.AccountId).OfType<Guid>(), ct);

    private static UnclaimedList.Part PartOf(string? show) =>
        Enum.TryParse<UnclaimedList.Part>(show, ignoreCase: true, out var part) && Enum.IsDefined(part)
            ? part
            : UnclaimedList.Part.All;

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
