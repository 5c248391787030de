using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Reads;
using Portal.Core.Staff;
using Portal.Web.People;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Billing.Reads;

/// <summary>One meter taken out and another put in: what the old one showed last and the new one first.</summary>
public sealed class ExchangeModel(PortalDbContext db, ExchangeMeter exchange, BusinessClock clock) : PageModel
{
    [BindProperty]
    public Exchanging Input { get; set; } = new();

    /// <summary>Number of the meter that was put in, said once.</summary>
    [TempData]
    public string? ExchangeDone { get; set; }

    public ServicePoint Point { get; private set; } = null!;

    public Premise Premise { get; private set; } = null!;

    public MeterRead? LastRead { get; private set; }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<MeterExchange> Before { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        Input = new Exchanging
        {
            ExchangeId = Guid.CreateVersion7(), On = clock.Today, NewDials = Point.MeterDials,
            NewMultiplier = ReadTerms.N(Point.MeterMultiplier), NewReading = "0",
        };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        if (Number("Input.OldReading", Input.OldReading) is { } old
            && Number("Input.NewReading", Input.NewReading) is { } first
            && Number("Input.NewMultiplier", Input.NewMultiplier) is { } multiplier)
        {
            var outcome = await exchange.RunAsync(
                new(Input.ExchangeId, id, Input.On ?? clock.Today, old, Input.NewMeterNumber ?? "", first,
                    Input.NewDials ?? 0, multiplier, Actor.Staff(User.Id())),
                ct);
            if (outcome is Outcome<MeterExchange>.Done(var done))
            {
                ExchangeDone = done.NewMeterNumber;
                return RedirectToPage(new { id });
            }

            Refuse(((Outcome<MeterExchange>.Refused)outcome).Refusal);
        }

        return Page();
    }

    private void Refuse(Refusal refusal) => ModelState.AddModelError(
        refusal.Key switch
        {
            "Reads_MeterNumberTaken" => "Input.NewMeterNumber",
            "Reads_ExchangeDay" => "Input.On",
            _ => "",
        },
        refusal.Reason);

    private decimal? Number(string field, string? typed)
    {
        if (ExceptionActs.Number(typed) is { } number) { return number; }

        ModelState.AddModelError(field, new Refusal("Reads_TypeReading").Reason);
        return null;
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        var found = await (
            from point in db.ServicePoints
            join premise in db.Premises on point.PremiseId equals premise.Id
            where point.Id == id && point.MeterNumber != null
            select new { point, premise }).AsNoTracking().SingleOrDefaultAsync(ct);
        if (found is null) { return false; }

        (Point, Premise) = (found.point, found.premise);
        LastRead = await db.MeterReads.AsNoTracking().Where(r => r.ServicePointId == id)
            .OrderByDescending(r => r.ReadOn).FirstOrDefaultAsync(ct);
        Before = await db.Set<MeterExchange>().AsNoTracking().Where(e => e.ServicePointId == id)
            .OrderByDescending(e => e.ExchangedOn).ToListAsync(ct);
        return true;
    }

    /// <summary>What is filled in.</summary>
    public sealed class Exchanging
    {
        public Guid ExchangeId { get; set; }

        public DateOnly? On { get; set; }

        /// <summary>As typed; read in the reader's language.</summary>
        public string? OldReading { get; set; }

        public string? NewMeterNumber { get; set; }

        public string? NewReading { get; set; }

        public int? NewDials { get; set; }

        public string? NewMultiplier { get; set; }
    }
}
