using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Returns;
using Portal.Core.Staff;
using Portal.Web.Look;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Returns;

/// <summary>
/// Every payment that came back, by days and reason, sorted, a page at a time, and as a file. Whose names are shown is
/// recorded.
/// </summary>
public sealed class ListModel(
    PortalDbContext db, RecordListedCustomers recordListed, BusinessClock clock, OfficeTerms terms,
    Words<ReturnsBook> words) : PageModel
{
    private const string Columns =
        "Col_Payment,Col_Account,Col_Customer,Col_Tender,Col_Amount,Col_Paid,Col_Returned,Col_Reason,Col_Source,"
        + "Col_Reference";

    /// <summary>First day on which they came back.</summary>
    [FromQuery]
    public DateOnly? From { get; set; }

    /// <summary>Last day.</summary>
    [FromQuery]
    public DateOnly? To { get; set; }

    /// <summary>A reason's code.</summary>
    [FromQuery]
    public string? Code { get; set; }

    public IReadOnlyList<string> Codes { get; private set; } = [];

    public ReturnedList List { get; private set; } = null!;

    public async Task OnGetAsync(string? sort, int? p, CancellationToken ct)
    {
        Codes = await ReturnedList.CodesAsync(db, ct);
        List = await ReturnedList.OfAsync(db, Filter(sort), p ?? 1, ct);
        await RecordAsync(List.Rows, ct);
    }

    public TableFileResult OnGetFile(string? sort, [FromQuery(Name = "as")] string? form, CancellationToken ct) => new(
        $"returned-payments-{clock.Today:yyyy-MM-dd}", [.. Columns.Split(',').Select(column => words[column])],
        LinesAsync(Filter(sort), ct), form);

    private async IAsyncEnumerable<IReadOnlyList<object?>> LinesAsync(
        ReturnedList.Filter filter, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var part in ReturnedList.ForFileAsync(db, filter, ct))
        {
            await RecordAsync(part, ct);
            foreach (var row in part)
            {
                yield return
                [
                    row.Reference, row.AccountNumber, row.CustomerName, terms.Of(row.Tender), row.Amount.ToDollars(),
                    row.PaidOn, row.ReturnedOn, row.ReasonCode, words[$"Source_{row.Source}"], row.BankReference ?? "",
                ];
            }
        }
    }

    private ReturnedList.Filter Filter(string? sort) => new(From, To, string.IsNullOrEmpty(Code) ? null : Code, sort);

    private Task<int> RecordAsync(IEnumerable<ReturnedList.Row> rows, CancellationToken ct) =>
        recordListed.RunAsync(HttpContext, rows.Select(r => r.AccountId), ct);
}
