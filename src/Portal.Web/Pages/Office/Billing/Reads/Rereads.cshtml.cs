using System.Globalization;
using System.Text;
using CsvHelper;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Reads.Exceptions;
using Portal.Core.Staff;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Billing.Reads;

/// <summary>Meters that somebody is sent to, in walking order: on paper, as a file, and the results.</summary>
public sealed class RereadsModel(PortalDbContext db, ExceptionActs acts, BusinessClock clock, Words<ReadsBook> words)
    : PageModel
{
    private (Guid Exception, DateOnly? On, string? Reading)? _typed;

    /// <summary>Said once, after a result was entered.</summary>
    [TempData]
    public bool RereadEntered { get; set; }

    public bool MayKeep { get; private set; }

    public IReadOnlyList<ReadQueue.Row> Rows { get; private set; } = [];

    /// <summary>What was typed for a meter stays when it is refused.</summary>
    public string? TypedOf(Guid exception) => _typed?.Exception == exception ? _typed?.Reading : null;

    public string DayOf(Guid exception) => ((_typed?.Exception == exception ? _typed?.On : null) ?? clock.Today)
        .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    public async Task<IActionResult> OnGetCsvAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        using var file = new MemoryStream();
        var options = new CsvWriterOptions { Injection = CsvInjection.Escape };
        using (var csv = CsvWriter.Create(file, options, leaveOpen: true))
        {
            csv.WriteRecord([.. "Route,Order,Place,Meter,Why,Was,Read_On,Read_Reading".Split(',')
                .Select(column => words[$"Csv_{column}"])]);
            foreach (var row in Rows)
            {
                csv.WriteRecord([row.Route ?? "", $"{row.RouteOrder}", row.Line1, row.MeterNumber,
                    words[$"Rule_{row.Exception.Rule}"],
                    (row.Figures.Reading ?? row.Figures.FromReading)?.ToString("0.####", CultureInfo.InvariantCulture)
                        ?? "", "", ""]);
            }
        }

        byte[] bytes = [.. Encoding.UTF8.Preamble, .. file.ToArray()];
        return File(bytes, "text/csv; charset=utf-8", $"rereads-{clock.Today:yyyy-MM-dd}.csv");
    }

    public async Task<IActionResult> OnPostAsync(
        Guid operation, Guid exception, DateOnly? on, string? reading, CancellationToken ct)
    {
        if (!await acts.MayAsync(User, Can.KeepReads)) { return Forbid(); }

        var input = new RereadInput { On = on, Reading = reading };
        if (await acts.RereadAsync(operation, exception, input, Actor.Staff(User.Id()), ct) is { } refusal)
        {
            _typed = (exception, on, reading);
            ModelState.AddModelError($"reading-{exception}", refusal.Reason);
            await LoadAsync(ct);
            return Page();
        }

        RereadEntered = true;
        return RedirectToPage();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        MayKeep = await acts.MayAsync(User, Can.KeepReads);
        Rows = await ReadQueue.RereadsAsync(db, ct);
    }
}
