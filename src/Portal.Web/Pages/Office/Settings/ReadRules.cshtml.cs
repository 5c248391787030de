using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Reads.Validation;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Settings;

/// <summary>The thresholds by which reads are judged, each with its change and what it was before.</summary>
public sealed class ReadRulesModel(PortalDbContext db, ChangeReadRule change) : PageModel
{
    private const int ChangesShown = 50;

    [BindProperty]
    public Changing Input { get; set; } = new();

    /// <summary>What was done, said once.</summary>
    [TempData]
    public string? ReadRuleDone { get; set; }

    public IReadOnlyList<ReadRuleSetting> Rules { get; private set; } = [];

    /// <summary>Newest first.</summary>
    public IReadOnlyList<ReadRuleChange> Changes { get; private set; } = [];

    public static string N(decimal number) => number.ToString("0.####", CultureInfo.CurrentCulture);

    public async Task OnGetAsync(string? rule, CancellationToken ct)
    {
        await LoadAsync(ct);
        if (Rules.FirstOrDefault(r => r.Name == rule) is { } chosen)
        {
            Input = new Changing
            {
                OperationId = Guid.CreateVersion7(), Name = chosen.Name, Seen = chosen.Value, Value = N(chosen.Value),
            };
        }
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!decimal.TryParse(Input.Value, NumberStyles.AllowDecimalPoint, CultureInfo.CurrentCulture, out var value))
        {
            ModelState.AddModelError("Input.Value", new Refusal("Reads_TypeReading").Reason);
        }
        else if (await change.RunAsync(
            new(Input.OperationId, Input.Name ?? "", value, Input.Seen, Input.Reason ?? "", Actor.Staff(User.Id())), ct)
            is Outcome<ReadRuleSetting>.Refused(var refusal))
        {
            ModelState.AddModelError(
                refusal.Key == "Reads_ReasonMissing" ? "Input.Reason" : "Input.Value", refusal.Reason);
        }
        else
        {
            ReadRuleDone = Input.Name;
            return RedirectToPage();
        }

        await LoadAsync(ct);
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Rules = await db.Set<ReadRuleSetting>().AsNoTracking().OrderBy(r => r.Name).ToListAsync(ct);
        Changes = await db.Set<ReadRuleChange>().AsNoTracking().OrderByDescending(c => c.ChangedAt)
            .Take(ChangesShown).ToListAsync(ct);
    }

    /// <summary>What is filled in.</summary>
    public sealed class Changing
    {
        public Guid OperationId { get; set; }

        public string? Name { get; set; }

        /// <summary>As typed; read in the reader's language.</summary>
        public string? Value { get; set; }

        public decimal Seen { get; set; }

        public string? Reason { get; set; }
    }
}
