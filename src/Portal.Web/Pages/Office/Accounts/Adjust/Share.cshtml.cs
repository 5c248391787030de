using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Approvals;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Transfers;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts.Adjust;

/// <summary>Says which charges of its account a payment pays.</summary>
public sealed class ShareModel(PortalDbContext db, ReallocatePayment reallocate, PreviewAct preview, CustomerLook look)
    : PaymentActModel<Sharing>(db, preview, look)
{
    private readonly PortalDbContext _db = db;

    public IReadOnlyList<PayablePart> Parts { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, Guid payment, CancellationToken ct)
    {
        if (await ShowAsync(id, payment, ct) is { } instead) { return instead; }

        Input = new()
        {
            OperationId = Guid.CreateVersion7(),
            Parts = [.. Parts.Select(p => new SharedPart { Amount = $"{p.Now.ToDollars():0.00}" })],
        };
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, Guid payment, CancellationToken ct)
    {
        if (await ShowAsync(id, payment, ct) is { } instead) { return instead; }
        if (Read() is not { } wanted) { return Page(); }

        var outcome = await reallocate.RunAsync(
            new(Input.OperationId, payment, wanted, Input.Note ?? "", Actor.Staff(User.Id())), ct);
        if (outcome is Outcome<PaymentReallocation>.Done)
        {
            TempData["Done"] = "Reallocate_Done";
            return RedirectToPage("/Office/Accounts/Account", new { id });
        }

        Refuse(((Outcome<PaymentReallocation>.Refused)outcome).Refusal);
        return await ShowAsync(id, payment, ct) ?? Page();
    }

    /// <summary>Null when an amount cannot be read, and its field says why.</summary>
    private List<ReallocatePayment.Share>? Read()
    {
        var wanted = new List<ReallocatePayment.Share>();
        foreach (var (part, at) in Input.Parts.Select((p, i) => (p, i)))
        {
            switch (IsNothing(part.Amount) ? Usd.Zero : TypedAmount.Read(part.Amount))
            {
                case Outcome<Usd>.Done(var amount): wanted.Add(new(part.Item, amount, new Usd(part.Most))); break;
                case Outcome<Usd>.Refused(var why):
                    ModelState.AddModelError($"Input.Parts[{at}].Amount", why.Reason);
                    break;
            }
        }

        return ModelState.IsValid ? wanted : null;
    }

    private static bool IsNothing(string? typed) =>
        (typed ?? "").Trim().TrimStart('$').Trim('0', '.').Length == 0;

    private async Task<IActionResult?> ShowAsync(Guid id, Guid payment, CancellationToken ct)
    {
        if (await OpenAsync(id, payment, ct) is { } instead) { return instead; }

        Parts = Gone ? [] : await PayablePart.OfAsync(_db, Payment, ct);
        _db.ChangeTracker.Clear();
        return null;
    }
}
