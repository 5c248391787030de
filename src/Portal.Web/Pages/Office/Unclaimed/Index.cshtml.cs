using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Unclaimed;
using Portal.Core.Staff;
using Portal.Web.Look;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Unclaimed;

/// <summary>Unclaimed money by age, a page at a time, and as a file.</summary>
public sealed class IndexModel(
    PortalDbContext db, RecordListedCustomers recordListed, BusinessClock clock, Words<MoneyBook> words) : PageModel
{
    private const string Columns =
        "Unclaimed_What,Unclaimed_Number,Unclaimed_Owner,Place_Amount,Unclaimed_Since,Unclaimed_Due,Unclaimed_How,"
        + "Unclaimed_Letter,Unclaimed_IsClaimed";

    public UnclaimedList.Part Show { get; private set; }

    public UnclaimedList List { get; private set; } = null!;

    public async Task OnGetAsync(string? show, int? p, CancellationToken ct)
    {
        Show = PartOf(show);
        List = await UnclaimedList.OfAsync(db, Show, p ?? 1, clock, ct);
        await RecordAsync(List.Rows, ct);
    }

    public async Task<TableFileResult> OnGetFileAsync(
        string? show, [FromQuery(Name = "as")] string? form, CancellationToken ct)
    {
        var rows = await UnclaimedList.AllAsync(db, PartOf(show), clock, ct);
        await RecordAsync(rows, ct);
        return new(
            $"unclaimed-{clock.Today:yyyy-MM-dd}", [.. Columns.Split(',').Select(column => words[column])],
            rows.Select(Line).ToAsyncEnumerable(), form);
    }

    private IReadOnlyList<object?> Line(UnclaimedRow row) =>
    [
        words[$"Unclaimed_{row.Kind}"], row.Number ?? "", row.Owner ?? "", row.Amount.ToDollars(), row.Since,
        row.DueOn, words[row.ByNotice ? "Unclaimed_ByNotice" : "Unclaimed_WithoutNotice"], row.LetterOn,
        words[row.IsClaimed ? "Unclaimed_Yes" : "Unclaimed_No"],
    ];

    private Task<int> RecordAsync(IEnumerable<UnclaimedRow> rows, CancellationToken ct) =>
        recordListed.RunAsync(HttpContext, rows.Select(r => r.AccountId).OfType<Guid>(), ct);

    private static UnclaimedList.Part PartOf(string? show) =>
        Enum.TryParse<UnclaimedList.Part>(show, ignoreCase: true, out var part) && Enum.IsDefined(part)
            ? part
            : UnclaimedList.Part.All;
}
