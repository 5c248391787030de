using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing;
using Portal.Core.Billing.Calendar;
using Portal.Core.Billing.Runs;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;
using Portal.Web.Security;
using Portal.Web.TagHelpers;

namespace Portal.Web.Pages.Office.Billing.Calendar.Keep;

/// <summary>Adds a billing cycle, or changes the rule of one from the next period that is not planned yet.</summary>
public sealed class CycleModel(PortalDbContext db, KeepBillingCycle keepCycle, DayWords days) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Code { get; set; }

    [BindProperty]
    public CycleInput Input { get; set; } = new();

    /// <summary>The day to which the cycle is planned by the rule it has, in words.</summary>
    public string? PlannedTo { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (Code is null) { return Page(); }

        if (await db.BillingCycles.AsNoTracking().SingleOrDefaultAsync(c => c.Code == Code, ct) is not { } cycle)
        {
            return NotFound();
        }

        Input = CycleInput.Of(cycle);
        await LoadAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var asked = new KeepBillingCycle.Request(
            Code ?? Input.Code ?? "", Input.NameEn ?? "", Input.NameEs ?? "", Number(Input.ReadDay),
            Number(Input.Months), Number(Input.DaysToBill), Number(Input.DaysToPay),
            Code is null ? null : Input.Version, Actor.Staff(User.Id()));
        switch (await keepCycle.RunAsync(asked, ct))
        {
            case Outcome<BillingCycle>.Done:
                return RedirectToPage("/Office/Billing/Calendar/Index");
            case Outcome<BillingCycle>.Refused(var refusal):
                ModelState.AddModelError(FieldOf(refusal.Key), refusal.Reason);
                await LoadAsync(ct);
                return Page();
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    private static string FieldOf(string refusal) => refusal switch
    {
        "Cycle_Taken" => "Input.Code",
        "Cycle_Changed" => "",
        _ => $"Input.{refusal["Cycle_".Length..]}",
    };

    /// <summary>What is no whole number is out of every range.</summary>
    private static int Number(string? typed) =>
        int.TryParse(typed, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private async Task LoadAsync(CancellationToken ct)
    {
        var planned = await db.Set<BillingPeriod>().Where(p => p.BillingCycle == Code)
            .MaxAsync(p => (DateOnly?)p.PeriodTo, ct);
        PlannedTo = planned is { } day ? days.Of(day, DayForm.PlainDay) : null;
    }

    /// <summary>What is typed.</summary>
    public sealed class CycleInput
    {
        public string? Code { get; set; }

        public string? NameEn { get; set; }

        public string? NameEs { get; set; }

        public string? ReadDay { get; set; }

        public string? Months { get; set; } = "1";

        public string? DaysToBill { get; set; } = "3";

        public string? DaysToPay { get; set; } = "21";

        /// <summary>Of the cycle as it was shown.</summary>
        public uint Version { get; set; }

        internal static CycleInput Of(BillingCycle cycle) => new()
        {
            NameEn = cycle.NameEn,
            NameEs = cycle.NameEs,
            ReadDay = Text(cycle.ReadDay),
            Months = Text(cycle.Months),
            DaysToBill = Text(cycle.DaysToBill),
            DaysToPay = Text(cycle.DaysToPay),
            Version = cycle.Version,
        };

        private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
