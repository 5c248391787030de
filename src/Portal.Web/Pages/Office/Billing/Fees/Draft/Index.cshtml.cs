using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Fees;
using Portal.Core.Money;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Billing.Fees.Draft;

/// <summary>Drafts the next version of a fee, beginning from the one before.</summary>
public sealed class IndexModel(PortalDbContext db, DraftFee draftFee, BusinessClock clock) : PageModel
{
    [BindProperty]
    public FeeInput Input { get; set; } = new();

    public FeeKind Kind { get; private set; }

    public async Task<IActionResult> OnGetAsync(string kind, CancellationToken ct)
    {
        if (FeeAddress.Read(kind) is not { } fee) { return NotFound(); }

        Kind = fee;
        var rows = await FeeTable.RowsAsync(db, fee, ct);
        if (rows.Any(r => r.IsDraft)) { return Redirect($"/office/billing/fees/{kind}"); }

        Input = FeeInput.From(rows.FirstOrDefault(r => r.IsReleased)?.Rate, NextMonth(clock.Today));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string kind, CancellationToken ct)
    {
        if (FeeAddress.Read(kind) is not { } fee) { return NotFound(); }

        Kind = fee;
        var figures = new DraftFee.Figures(
            Required(nameof(Input.Amount), Input.Amount) ?? Usd.Zero, Input.EffectiveOn ?? DateOnly.MinValue,
            Input.LabelEn ?? "", Input.LabelEs ?? "")
        {
            AfterHours = Optional(nameof(Input.AfterHours), Input.AfterHours),
            Later = Optional(nameof(Input.Later), Input.Later),
            Cap = Optional(nameof(Input.Cap), Input.Cap),
            AfterHoursCap = Optional(nameof(Input.AfterHoursCap), Input.AfterHoursCap),
            LaterCap = Optional(nameof(Input.LaterCap), Input.LaterCap),
            CapSource = Input.CapSource,
            LowIncomeCap = Optional(nameof(Input.LowIncomeCap), Input.LowIncomeCap),
            LowIncomeAfterHoursCap = Optional(nameof(Input.LowIncomeAfterHoursCap), Input.LowIncomeAfterHoursCap),
            IndexFactor = Number(Input.IndexFactor),
            IndexYear = (int?)Number(Input.IndexYear),
            WaiverMonths = Input.WaiverMonths is { Length: > 0 } ? (int?)Number(Input.WaiverMonths) ?? 0 : null,
            Note = Input.Note ?? "",
        };
        return ModelState.IsValid ? await DraftAsync(kind, figures, ct) : Page();
    }

    private async Task<IActionResult> DraftAsync(string kind, DraftFee.Figures figures, CancellationToken ct)
    {
        switch (await draftFee.RunAsync(new(Input.OperationId, Kind, figures, Actor.Staff(User.Id())), ct))
        {
            case Outcome<FeeRate>.Done:
                TempData["Done"] = "Fee_Drafted";
                return Redirect($"/office/billing/fees/{kind}");
            case Outcome<FeeRate>.Refused(var refusal):
                ModelState.AddModelError(FeeInput.FieldOf(refusal.Key), refusal.Reason);
                return Page();
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    private Usd? Required(string field, string? typed)
    {
        switch (TypedAmount.Read(typed))
        {
            case Outcome<Usd>.Done(var amount): return amount;
            case Outcome<Usd>.Refused(var refusal):
                ModelState.AddModelError($"Input.{field}", refusal.Reason);
                return null;
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    private Usd? Optional(string field, string? typed) =>
        string.IsNullOrWhiteSpace(typed) ? null : Required(field, typed);

    /// <summary>What is no number is zero, which the act refuses with its sentence.</summary>
    private static decimal? Number(string? typed) =>
        string.IsNullOrWhiteSpace(typed) ? null
        : decimal.TryParse(typed.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number < 10_000 ? number : 0m;

    private static DateOnly NextMonth(DateOnly day) => new DateOnly(day.Year, day.Month, 1).AddMonths(1);
}
