using System.Globalization;
using CsvHelper;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Unidentified;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Suspense;

/// <summary>Money in suspense by age, a page at a time, and as a file.</summary>
public sealed class IndexModel(
    PortalDbContext db, BusinessClock clock, OfficeTerms terms, Words<MoneyBook> words) : PageModel
{
    [TempData]
    public string? PlaceDone { get; set; }

    public SuspenseList.Part Show { get; private set; }

    public SuspenseList List { get; private set; } = null!;

    public async Task OnGetAsync(string? show, int? p, CancellationToken ct)
    {
        Show = PartOf(show);
        List = await SuspenseList.OfAsync(db, Show, p ?? 1, clock, ct);
    }

    public async Task<IActionResult> OnGetFileAsync(string? show, CancellationToken ct)
    {
        var rows = await SuspenseList.AllAsync(db, PartOf(show), clock, ct);
        using var file = new MemoryStream();
        using (var csv = CsvWriter.Create(
            file, new CsvWriterOptions { Injection = CsvInjection.Escape }, leaveOpen: true))
        {
            csv.WriteRecord(
                [words["Col_Came"], words["Place_Age"], words["Place_Amount"], words["Enter_Tender"],
                    words["Place_From"], words["Enter_Said"], words["Enter_Reference"], words["Place_Why"],
                    words["Place_Owner"], words["Place_State"]]);
            foreach (var row in rows) { csv.WriteRecord(Line(row)); }
        }

        byte[] bytes = [.. System.Text.Encoding.UTF8.Preamble, .. file.ToArray()];
        return File(bytes, "text/csv; charset=utf-8", $"suspense-{clock.Today:yyyy-MM-dd}.csv");
    }

    private string[] Line(SuspenseList.Row row) =>
    [
        clock.DayOf(row.Item.ReceivedAt).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        row.Days.ToString(CultureInfo.InvariantCulture),
        row.Item.Amount.ToDollars().ToString("0.00", CultureInfo.InvariantCulture),
        row.Item.Tender is { } tender ? terms.Of(tender) : "",
        row.Item.PayerName ?? "", row.Item.SaidAccount ?? "", row.Item.Reference ?? "", terms.Of(row.Item.Reason),
        row.Owner ?? "", row.End is { } end ? words[$"Place_End_{end}"] : words["Place_Waits"],
    ];

    private static SuspenseList.Part PartOf(string? show) =>
        Enum.TryParse<SuspenseList.Part>(show, ignoreCase: true, out var part) && Enum.IsDefined(part)
            ? part
            : SuspenseList.Part.Open;
}
