using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Unidentified;
using Portal.Web.Look;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Suspense;

/// <summary>Money in suspense by age, a page at a time, and as a file.</summary>
public sealed class IndexModel(
    PortalDbContext db, BusinessClock clock, OfficeTerms terms, Words<MoneyBook> words) : PageModel
{
    private const string Columns =
        "Col_Came,Place_Age,Place_Amount,Enter_Tender,Place_From,Enter_Said,Enter_Reference,Place_Why,Place_Owner,"
        + "Place_State";

    [TempData]
    public string? PlaceDone { get; set; }

    public SuspenseList.Part Show { get; private set; }

    public SuspenseList List { get; private set; } = null!;

    public async Task OnGetAsync(string? show, string? sort, int? p, CancellationToken ct)
    {
        Show = PartOf(show);
        List = await SuspenseList.OfAsync(db, Show, sort, p ?? 1, clock, ct);
    }

    public TableFileResult OnGetFile(
        string? show, string? sort, [FromQuery(Name = "as")] string? form, CancellationToken ct) => new(
        $"suspense-{clock.Today:yyyy-MM-dd}", [.. Columns.Split(',').Select(column => words[column])],
        LinesAsync(PartOf(show), sort, ct), form);

    private async IAsyncEnumerable<IReadOnlyList<object?>> LinesAsync(
        SuspenseList.Part part, string? sort, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var rows in SuspenseList.ForFileAsync(db, part, sort, clock, ct))
        {
            foreach (var row in rows) { yield return Line(row); }
        }
    }

    private object?[] Line(SuspenseList.Row row) =>
    [
        clock.DayOf(row.Item.ReceivedAt), row.Days, row.Item.Amount.ToDollars(),
        row.Item.Tender is { } tender ? terms.Of(tender) : "", row.Item.PayerName ?? "", row.Item.SaidAccount ?? "",
        row.Item.Reference ?? "", terms.Of(row.Item.Reason), row.Owner ?? "",
        words[row.End is { } end ? $"Place_End_{end}" : "Place_Waits"],
    ];

    private static SuspenseList.Part PartOf(string? show) =>
        Enum.TryParse<SuspenseList.Part>(show, ignoreCase: true, out var part) && Enum.IsDefined(part)
            ? part
            : SuspenseList.Part.Open;
}
