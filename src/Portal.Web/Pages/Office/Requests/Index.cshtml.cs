using System.Globalization;
using CsvHelper;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests;
using Portal.Core.Requests.Desk;
using Portal.Core.Staff;
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

    public async Task<IActionResult> OnGetExportAsync(CancellationToken ct)
    {
        var rows = await RequestList.ForExportAsync(db, Q.Read(), User.Id(), clock.Today, ct);
        await RecordAsync(rows, ct);
        using var file = new MemoryStream();
        using (var csv = CsvWriter.Create(
            file, new CsvWriterOptions { Injection = CsvInjection.Escape }, leaveOpen: true))
        {
            csv.WriteRecord([.. Columns.Split(',').Select(column => words[column])]);
            foreach (var row in rows) { csv.WriteRecord(LineOf(row)); }
        }

        byte[] bytes = [.. System.Text.Encoding.UTF8.Preamble, .. file.ToArray()];
        return File(bytes, "text/csv; charset=utf-8", $"requests-{clock.Today:yyyy-MM-dd}.csv");
    }

    private string[] LineOf(RequestList.Row row)
    {
        var culture = CultureInfo.CurrentUICulture;
        return
        [
            row.Label, row.TopicIn(culture), terms.Of(row.Kind), terms.Of(row.Channel), row.DepartmentIn(culture),
            row.AskedBy, row.AccountNumber ?? "", terms.Of(row.State).Word, Day(clock.DayOf(row.OpenedAt)),
            Day(row.AcknowledgeBy), Day(row.ExpectedOn), row.AssignedName ?? "",
        ];
    }

    private Task<int> RecordAsync(IEnumerable<RequestList.Row> rows, CancellationToken ct) => recordListed.RunAsync(
        new(User.Id(), [.. rows.Where(r => r.AccountId is not null).Select(r => r.AccountId!.Value)], Request.Path,
            HttpContext.Connection.RemoteIpAddress?.ToString()),
        ct);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
