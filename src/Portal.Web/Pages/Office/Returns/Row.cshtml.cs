using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments;
using Portal.Core.Payments.Returns;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Returns;

/// <summary>A return that nothing was found for: a person names its payment, or says that it is none of ours.</summary>
public sealed class RowModel(PortalDbContext db, ResolveBankRow resolve) : PageModel
{
    private const int MostShown = 10;

    [BindProperty]
    public RowInput Input { get; set; } = new();

    public BankFileRow Row { get; private set; } = null!;

    public string FileName { get; private set; } = "";

    public string? Label { get; private set; }

    /// <summary>
    /// Payments from banks of the same amount that still stand: to be looked at, never taken by themselves.
    /// </summary>
    public IReadOnlyList<Payment> Same { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) =>
        await LoadAsync(id, ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        switch (await resolve.RunAsync(new(id, Input.Payment, Input.Note, Actor.Staff(User.Id())), ct))
        {
            case Outcome<BankFileRow>.Done:
                TempData["Done"] = "RowPage_Done";
                return RedirectToPage("Index");
            case Outcome<BankFileRow>.Refused({ Key: "BankRow_NotFound" }):
                return NotFound();
            case Outcome<BankFileRow>.Refused(var refusal):
                db.ChangeTracker.Clear();
                ModelState.AddModelError(
                    refusal.Key switch
                    {
                        "BankRow_NoteMissing" => "Input.Note",
                        "BankRow_NotWaiting" => "",
                        _ => "Input.Payment",
                    },
                    refusal.Reason);
                return await LoadAsync(id, ct) ? Page() : NotFound();
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Set<BankFileRow>().AsNoTracking().SingleOrDefaultAsync(r => r.Id == id, ct) is not { } row)
        {
            return false;
        }

        Row = row;
        FileName = await db.Set<BankFile>().Where(f => f.Id == row.BankFileId).Select(f => f.FileName).SingleAsync(ct);
        Label = (await db.Set<ReturnReason>().AsNoTracking().SingleOrDefaultAsync(r => r.Code == row.Code, ct))
            ?.In(CultureInfo.CurrentUICulture);
        Same = await db.Payments.AsNoTracking()
            .Where(p => p.Tender == Tender.BankDebit && p.Amount == row.Amount
                && !db.PaymentReversals.Any(r => r.PaymentId == p.Id))
            .OrderByDescending(p => p.ReceivedAt).Take(MostShown).ToListAsync(ct);
        return true;
    }
}

/// <summary>What a person found.</summary>
public sealed class RowInput
{
    public string? Payment { get; set; }

    public string? Note { get; set; }
}
