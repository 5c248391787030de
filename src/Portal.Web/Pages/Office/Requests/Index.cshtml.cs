using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests;
using Portal.Core.Requests.Desk;
using Portal.Core.Staff;
using Portal.Web.Look;
using Portal.Web.Pages.My.Requests;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Requests;

/// <summary>
/// The queue of what is asked, however it came: filtered, sorted, a page at a time, and as a file. The address holds
/// the whole state of the list. Whose names are shown is recorded.
/// </summary>
public sealed class IndexModel(
    PortalDbContext db, RecordListedCustomers recordListed, DeskChoices choices, RequestTerms terms,
    Words<RequestsBook> words, BusinessClock clock) : PageModel
{
    private const string Columns =
        "Col_Number,Field_Topic,Desk_Kind,Desk_Channel,Log_Department,Col_AskedBy,Field_Account,Col_State,Col_Opened,"
        + "Col_TakeBy,Col_Expected,Col_Holder";

    /// <summary>What of the queue, as the address says.</summary>
    [BindProperty(SupportsGet = true)]
    public DeskQuery Q { get; set; } = new();

    public RequestList Requests { get; private set; } = null!;

    public IReadOnlyList<SelectListItem> Topics { get; private set; } = [];

    public IReadOnlyList<SelectListItem> Departments { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        Requests = await RequestList.ForOfficeAsync(db, Q.Read(), User.Id(), clock.Today, ct);
        await RecordAsync(Requests.Rows, ct);
        Topics = await choices.AllTopicsAsync(ct);
        Departments = await choices.DepartmentsAsync(withBilling: true, ct);
    }

    public TableFileResult OnGetExport(CancellationToken ct) => new(
        $"requests-{clock.Today:yyyy-MM-dd}", [.. Columns.Split(',').Select(column => words[column])], LinesAsync(ct),
        Q.As);

    private async IAsyncEnumerable<IReadOnlyList<object?>> LinesAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var part in RequestList.ForExportAsync(db, Q.Read(), User.Id(), clock.Today, ct))
        {
            await RecordAsync(part, ct);
            foreach (var row in part) { yield return LineOf(row); }
        }
    }

    private object?[] LineOf(RequestList.Row row)
    {
        var culture = CultureInfo.CurrentUICulture;
        return
        [
            row.Label, row.TopicIn(culture), terms.Of(row.Kind), terms.Of(row.Channel), row.DepartmentIn(culture),
            row.AskedBy, row.AccountNumber ?? "", terms.Of(row.State).Word, clock.DayOf(row.OpenedAt),
            row.AcknowledgeBy, row.ExpectedOn, row.AssignedName ?? "",
        ];
    }

    private Task<int> RecordAsync(IEnumerable<RequestList.Row> rows, CancellationToken ct) =>
        recordListed.RunAsync(HttpContext, rows.Select(r => r.AccountId).OfType<Guid>(), ct);
}
