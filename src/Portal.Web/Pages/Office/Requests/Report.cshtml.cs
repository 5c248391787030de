using System.Globalization;
using CsvHelper;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests;
using Portal.Core.Requests.Desk;
using Portal.Web.Pages.My.Requests;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Requests;

/// <summary>How soon the office answered, by month, topic and way it came; as a file, too.</summary>
public sealed class ReportModel(
    PortalDbContext db, RequestTerms terms, Words<RequestsBook> words, BusinessClock clock) : PageModel
{
    private const string Columns =
        "Report_Month,Field_Topic,Desk_Channel,Report_Asked,Report_Responded,Report_InTime,Report_Open,"
        + "Report_ResponseHours,Report_AgeHours,Report_OldestHours";

    /// <summary>Months shown, up to this one.</summary>
    private const int Most = 24;

    [FromQuery(Name = "months")]
    public string? Typed { get; set; }

    public int Months => int.TryParse(Typed, NumberStyles.None, CultureInfo.InvariantCulture, out var months)
        ? Math.Clamp(months, 1, Most)
        : 3;

    public IReadOnlyList<ResponseReport.Row> Rows { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct) => Rows = await ReadAsync(ct);

    public async Task<IActionResult> OnGetExportAsync(CancellationToken ct)
    {
        using var file = new MemoryStream();
        using (var csv = CsvWriter.Create(
            file, new CsvWriterOptions { Injection = CsvInjection.Escape }, leaveOpen: true))
        {
            csv.WriteRecord([.. Columns.Split(',').Select(column => words[column])]);
            foreach (var row in await ReadAsync(ct)) { csv.WriteRecord(LineOf(row)); }
        }

        byte[] bytes = [.. System.Text.Encoding.UTF8.Preamble, .. file.ToArray()];
        return File(bytes, "text/csv; charset=utf-8", $"responses-{clock.Today:yyyy-MM-dd}.csv");
    }

    private Task<IReadOnlyList<ResponseReport.Row>> ReadAsync(CancellationToken ct)
    {
        var last = new DateOnly(clock.Today.Year, clock.Today.Month, 1);
        return ResponseReport.OfAsync(db, last.AddMonths(1 - Months), Months, clock, ct);
    }

    private string[] LineOf(ResponseReport.Row row) =>
    [
        row.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture), row.TopicIn(CultureInfo.CurrentUICulture),
        terms.Of(row.CameBy), Whole(row.Asked), Whole(row.Responded), Whole(row.InTime), Whole(row.Open),
        Hours(row.ResponseHours), Hours(row.AgeHours), Hours(row.OldestHours),
    ];

    private static string Whole(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Hours(double? hours) => hours?.ToString("0.0", CultureInfo.InvariantCulture) ?? "";
}
