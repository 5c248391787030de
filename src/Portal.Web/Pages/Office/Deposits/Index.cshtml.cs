using System.Globalization;
using CsvHelper;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Billing.Approvals;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.SecurityDeposits;
using Portal.Core.Staff;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Deposits;

/// <summary>The deposits that may go back, many at once, and those that are demanded; both as files.</summary>
public sealed class IndexModel(
    PortalDbContext db, ReturnDeposit giveBack, RecordListedCustomers recordListed, BusinessClock clock,
    Words<ChargesBook> words) : PageModel
{
    [BindProperty]
    public Guid OperationId { get; set; }

    /// <summary>Deposits to return.</summary>
    [BindProperty]
    public IReadOnlyList<Guid> Chosen { get; set; } = [];

    /// <summary>How many were returned or wait for a second person.</summary>
    [TempData]
    public string? Done { get; set; }

    public IReadOnlyList<string> Refused { get; private set; } = [];

    public IReadOnlyList<DepositList.Due> Due { get; private set; } = [];

    public IReadOnlyList<DepositList.Demanded> Demanded { get; private set; } = [];

    public IReadOnlyList<(string Fund, Usd Held, int Deposits)> Held { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        OperationId = Guid.CreateVersion7();
        await LoadAsync(ct);
    }

    /// <summary>Each in a transaction of its own: what was returned stays so when the next is refused.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var (done, refused) = (0, new List<string>());
        foreach (var deposit in Chosen.Distinct().Take(DepositList.Shown))
        {
            // One form, many deposits: each one's operation follows from both ids.
            switch (await giveBack.RunAsync(
                new(OperationOf(deposit), deposit, null, Actor.Staff(User.Id())), ct))
            {
                case Outcome<Posted>.Done: done++; break;
                case Outcome<Posted>.Refused(var refusal): refused.Add(refusal.Reason); break;
                default: throw new InvalidOperationException("Outcome has two cases.");
            }
        }

        if (refused.Count == 0)
        {
            Done = done.ToString(CultureInfo.InvariantCulture);
            return RedirectToPage();
        }

        Refused = [.. refused.Distinct()];
        await LoadAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnGetDueAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        return Csv("deposits-due", "Due_Account,Due_Customer,Due_Since,Deposit_Held,Return_Interest,Return_Total",
            Due.Select(d => (string[])[d.AccountNumber, d.CustomerName, Day(d.Case.DueOn), Plain(d.Case.Row.Held),
                Plain(d.Case.Interest), Plain(d.Case.Total)]));
    }

    public async Task<IActionResult> OnGetDemandedAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        return Csv("deposits-demanded", "Due_Account,Due_Customer,Demand_Why,Demanded_Since,Demand_Amount",
            Demanded.Select(d => (string[])[d.AccountNumber, d.CustomerName, words[$"Cause_{d.Demand.Cause}"],
                Day(d.Demand.DemandedOn), Plain(d.Demand.Amount)]));
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Due = await DepositList.DueAsync(db, clock, ct);
        Demanded = await DepositList.DemandedAsync(db, ct);
        Held = await DepositList.HeldAsync(db, ct);
        await recordListed.RunAsync(
            HttpContext, [.. Due.Select(d => d.AccountId), .. Demanded.Select(d => d.Demand.CustomerAccountId)], ct);
    }

    private FileContentResult Csv(string name, string columns, IEnumerable<string[]> rows)
    {
        using var file = new MemoryStream();
        var options = new CsvWriterOptions { Injection = CsvInjection.Escape };
        using (var csv = CsvWriter.Create(file, options, leaveOpen: true))
        {
            csv.WriteRecord([.. columns.Split(',').Select(column => words[column])]);
            foreach (var row in rows) { csv.WriteRecord(row); }
        }

        byte[] bytes = [.. System.Text.Encoding.UTF8.Preamble, .. file.ToArray()];
        return File(bytes, "text/csv; charset=utf-8", $"{name}-{clock.Today:yyyy-MM-dd}.csv");
    }

    private Guid OperationOf(Guid deposit)
    {
        var (form, mine) = (OperationId.ToByteArray(), deposit.ToByteArray());
        return new Guid([.. form.Zip(mine, (a, b) => (byte)(a ^ b))]);
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Plain(Usd amount) => amount.ToDollars().ToString("0.00", CultureInfo.InvariantCulture);
}
