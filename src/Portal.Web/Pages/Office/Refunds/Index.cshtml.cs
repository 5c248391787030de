using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Refunds;
using Portal.Core.Staff;
using Portal.Web.Look;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Refunds;

/// <summary>The desk of refunds by state and age, a page at a time, and as a file.</summary>
public sealed class IndexModel(
    PortalDbContext db, RecordListedCustomers recordListed, BusinessClock clock, Words<RefundsBook> words) : PageModel
{
    private const string Columns =
        "Col_Reference,Col_Account,Col_Customer,Col_Amount,Col_State,Col_Asked,Fact_Earliest";

    public RefundList.Part Show { get; private set; }

    public RefundList List { get; private set; } = null!;

    public async Task OnGetAsync(string? show, string? sort, int? p, CancellationToken ct)
    {
        Show = PartOf(show);
        List = await RefundList.OfAsync(db, Show, sort, p ?? 1, ct);
        await RecordAsync(List.Rows, ct);
    }

    public TableFileResult OnGetFile(
        string? show, string? sort, [FromQuery(Name = "as")] string? form, CancellationToken ct) => new(
        $"refunds-{clock.Today:yyyy-MM-dd}", [.. Columns.Split(',').Select(column => words[column])],
        LinesAsync(PartOf(show), sort, ct), form);

    private async IAsyncEnumerable<IReadOnlyList<object?>> LinesAsync(
        RefundList.Part part, string? sort, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var rows in RefundList.ForFileAsync(db, part, sort, ct))
        {
            await RecordAsync(rows, ct);
            foreach (var row in rows)
            {
                yield return
                [
                    row.Reference, row.AccountNumber, row.CustomerName, row.Amount.ToDollars(),
                    words[$"State_{row.State}"], row.RequestedOn, row.EarliestOn,
                ];
            }
        }
    }

    private Task<int> RecordAsync(IEnumerable<RefundList.Row> rows, CancellationToken ct) =>
        recordListed.RunAsync(HttpContext, rows.Select(r => r.AccountId), ct);

    private static RefundList.Part PartOf(string? show) =>
        Enum.TryParse<RefundList.Part>(show, ignoreCase: true, out var part) && Enum.IsDefined(part)
            ? part
            : RefundList.Part.Open;
}
