using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Portal.Core.Billing.Rates;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Billing.Rates;

/// <summary>What the bills of a month would come to under a draft. Nothing is written.</summary>
public sealed class ChangesModel(
    PortalDbContext db, NpgsqlDataSource database, BusinessClock clock, Words<RatesBook> words) : PageModel
{
    private const string Excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>As in 2026-11; the month of the last bill when nothing is asked.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Month { get; set; }

    public RateVersion Shown { get; private set; } = null!;

    public WhatWouldChange Change { get; private set; } = null!;

    /// <summary>Bills that both books could price.</summary>
    public int Priced => Change.Bills - Change.NotPriced;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) =>
        await RunAsync(id, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnGetExcelAsync(Guid id, CancellationToken ct)
    {
        if (!await RunAsync(id, ct)) { return NotFound(); }

        var file = new MemoryStream();
        ChangesWorkbook.Write(file, Change);
        return File(file.ToArray(), Excel, $"{Shown.Code}-{Shown.Version}-{Month}.xlsx");
    }

    /// <summary>+$1.20, −$3.00, $0.00.</summary>
    public static string Sign(Usd amount) => amount.IsPositive ? $"+{amount}" : $"{amount}";

    public string Range(int place) => ChangesWorkbook.Edges(place) switch
    {
        (null, { } to) => words["Range_Below", Plain(to)],
        ({ } from, null) => words["Range_Above", Plain(from)],
        (0m, 0m) => words["Range_Same"],
        ({ } from, { } to) => words["Range_Between", Plain(from), Plain(to)],
        _ => throw new InvalidOperationException($"No range {place}."),
    };

    public string Share(int place) =>
        (Priced == 0 ? 0m : Change.Distribution[place] / (decimal)Priced).ToString("P1", CultureInfo.CurrentCulture);

    private static string Plain(decimal dollars) => Sign(Usd.FromRate(dollars, 1m));

    private async Task<bool> RunAsync(Guid id, CancellationToken ct)
    {
        var found = await db.RateVersions.AsNoTracking().SingleOrDefaultAsync(v => v.Id == id, ct);
        if (found is not { IsSettings: false } draft)
        {
            return false;
        }

        Shown = draft;
        var last = await db.Bills.MaxAsync(b => (DateOnly?)b.IssuedOn, ct) ?? clock.Today;
        var month = DateOnly.TryParseExact(
            $"{Month}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, default, out var asked)
            ? asked
            : new DateOnly(last.Year, last.Month, 1);
        Month = month.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        var book = await LoadRateBook.RunAsync(db, ct);
        await using var connection = await database.OpenConnectionAsync(ct);
        Change = await WhatWouldChange.RunAsync(connection, book, draft.Read(), month, month.AddMonths(1), ct);
        return true;
    }
}
