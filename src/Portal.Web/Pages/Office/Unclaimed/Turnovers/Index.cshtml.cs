using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Data;
using Portal.Core.Payments.Unclaimed;
using Portal.Core.Staff;
using Portal.Web.Look;
using Portal.Web.People;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Unclaimed.Turnovers;

/// <summary>What became the city's, or waits to, by the year of its report; a year's report as a file.</summary>
public sealed class IndexModel(PortalDbContext db, RecordListedCustomers recordListed, Words<MoneyBook> words)
    : PageModel
{
    private const string Columns =
        "Turnover_Number,Turnover_Resolution,Turnover_Becomes,Unclaimed_What,Unclaimed_Number,Unclaimed_Owner,"
        + "Place_Amount,Unclaimed_Since,Unclaimed_Letter,Turnover_PublishedIn,Turnover_First,Turnover_Next,"
        + "Turnover_DecidedOn";

    public int? Year { get; private set; }

    public TurnoverList List { get; private set; } = null!;

    public bool MayPropose => User.May(Can.RequestRefunds);

    public async Task OnGetAsync(int? year, int? p, CancellationToken ct)
    {
        Year = year;
        List = await TurnoverList.OfAsync(db, year, p ?? 1, ct);
    }

    public async Task<IActionResult> OnGetFileAsync(
        int? year, [FromQuery(Name = "as")] string? form, CancellationToken ct)
    {
        if (year is not { } asked) { return NotFound(); }

        var rows = await TurnoverList.ReportAsync(db, asked, ct);
        await recordListed.RunAsync(HttpContext, rows.Select(r => r.Row.CustomerAccountId).OfType<Guid>(), ct);
        return new TableFileResult(
            $"unclaimed-{asked}", [.. Columns.Split(',').Select(column => words[column])],
            rows.Select(r => Line(r.Of, r.Row)).ToAsyncEnumerable(), form);
    }

    private IReadOnlyList<object?> Line(UnclaimedTurnover of, UnclaimedTurnoverRow row) =>
    [
        of.Number, of.Resolution, of.BecomesOn, words[$"Unclaimed_{row.Kind}"], row.Number ?? "", row.Owner ?? "",
        row.Amount.ToDollars(), row.Since, row.LetterOn, of.PublishedIn ?? "", of.FirstPublishedOn,
        of.NextPublishedOn, of.DecidedOn,
    ];
}
