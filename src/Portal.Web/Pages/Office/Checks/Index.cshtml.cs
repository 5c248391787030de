using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Checks;
using Portal.Core.Staff;
using Portal.Web.Look;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Checks;

/// <summary>The register of checks: what waits to be printed, the runs with their files, every number.</summary>
public sealed class IndexModel(
    PortalDbContext db, PrintChecks print, MailChecks mail, RecordListedCustomers recordListed, BusinessClock clock,
    Words<RefundsBook> words) : PageModel
{
    private const string Columns = "Col_Number,Col_Payee,Col_Amount,Col_Issued,Col_State";

    /// <summary>For so long a void that is told by hand is named.</summary>
    private const int DaysByHand = 14;

    [BindProperty]
    public Guid OperationId { get; set; }

    /// <summary>The number on the first sheet in the printer.</summary>
    [BindProperty]
    public string? FirstOnStock { get; set; }

    [TempData]
    public string? CheckDone { get; set; }

    /// <summary>Which part of the register.</summary>
    [BindProperty(SupportsGet = true)]
    public CheckQuery Q { get; set; } = new();

    public CheckRegister Register { get; private set; } = null!;

    public IReadOnlyList<PrintChecks.Waiting> Waiting { get; private set; } = [];

    /// <summary>How many of those stand one after another, and so make one run.</summary>
    public int InRun => Waiting.TakeWhile((check, i) => check.Number == Waiting[0].Number + i).Count();

    /// <summary>Voids of late that no file tells the bank of.</summary>
    public IReadOnlyList<CheckRegister.ByHand> ByHand { get; private set; } = [];

    public IReadOnlyList<CheckRegister.RunRow> Runs { get; private set; } = [];

    private Actor Me => Actor.Staff(User.Id());

    public async Task OnGetAsync(CancellationToken ct)
    {
        OperationId = Guid.CreateVersion7();
        await LoadAsync(ct);
    }

    public TableFileResult OnGetFile(CancellationToken ct) => new(
        $"checks-{clock.Today:yyyy-MM-dd}", [.. Columns.Split(',').Select(column => words[column])], LinesAsync(ct),
        Q.As);

    public async Task<IActionResult> OnPostPrintAsync(CancellationToken ct)
    {
        var typed = long.TryParse(FirstOnStock, NumberStyles.None, CultureInfo.InvariantCulture, out var first);
        return await AnswerAsync(
            await print.RunAsync(new(OperationId, typed ? first : 0, Me), ct), "Print", nameof(FirstOnStock), ct);
    }

    public async Task<IActionResult> OnPostMailAsync([FromQuery] Guid run, CancellationToken ct) =>
        await AnswerAsync(await mail.RunAsync(new(run, Me), ct), "Mail", "", ct);

    public async Task<IActionResult> OnGetPositivePayAsync(DateOnly? day, CancellationToken ct)
    {
        var on = day ?? clock.Today;
        if (await db.Set<CheckAccount>().Select(a => a.Code).OrderBy(c => c).FirstOrDefaultAsync(ct) is { } code
            && await CheckRegister.PositivePayOfAsync(db, code, on, ct) is var outcome)
        {
            if (outcome is Outcome<string>.Done(var text))
            {
                return File(Encoding.ASCII.GetBytes(text), "text/plain", $"positive-pay-{code}-{on:yyyy-MM-dd}.txt");
            }

            ModelState.AddModelError("", ((Outcome<string>.Refused)outcome).Refusal.Reason);
        }

        await LoadAsync(ct);
        return Page();
    }

    private async Task<IActionResult> AnswerAsync<T>(
        Outcome<T> outcome, string done, string field, CancellationToken ct)
    {
        if (outcome is Outcome<T>.Done)
        {
            CheckDone = done;
            return RedirectToPage();
        }

        var refusal = ((Outcome<T>.Refused)outcome).Refusal;
        db.ChangeTracker.Clear();
        ModelState.AddModelError(refusal.Key == "Check_OtherStock" ? field : "", refusal.Reason);
        await LoadAsync(ct);
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Register = await CheckRegister.OfAsync(db, Q.Read(), Q.Page ?? 1, ct);
        Waiting = await print.MayPrintAsync(Me, ct);
        Runs = await CheckRegister.RunsAsync(db, ct);
        ByHand = await CheckRegister.ByHandAsync(db, clock.Today.AddDays(-DaysByHand), ct);
        await recordListed.RunAsync(HttpContext, await CheckRegister.AccountsOfAsync(db, Register.Rows, ct), ct);
    }

    private async IAsyncEnumerable<IReadOnlyList<object?>> LinesAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var part in CheckRegister.ForFileAsync(db, Q.Read(), ct))
        {
            await recordListed.RunAsync(HttpContext, await CheckRegister.AccountsOfAsync(db, part, ct), ct);
            foreach (var c in part)
            {
                yield return [c.Number, c.Payee, c.Amount.ToDollars(), c.IssuedOn, words[$"Check_{c.State}"]];
            }
        }
    }
}
