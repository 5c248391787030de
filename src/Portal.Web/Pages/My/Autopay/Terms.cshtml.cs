using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Wallet;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Autopay;

/// <summary>Turning autopay on or changing it, step 1: with what, when, and how much at most.</summary>
public sealed class TermsModel(PortalDbContext db, BusinessClock clock) : PageModel
{
    public AutopayView View { get; private set; } = null!;

    public IReadOnlyList<SavedMethod> Methods { get; private set; } = [];

    /// <summary>Why it cannot be turned on at all.</summary>
    public Refusal? WhyNot { get; private set; }

    public DateOnly Today => clock.Today;

    [BindProperty]
    public TermsInput Input { get; set; } = new();

    /// <param name="method">One that was just kept.</param>
    public async Task<IActionResult> OnGetAsync(Guid id, Guid? method, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        Input = TermsInput.Of(
            View.IsMine ? View.Next!.Autopay.Terms : null,
            method ?? (Methods.Count > 0 && !View.IsMine ? Methods[0].Id : null));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) { return NotFound(); }

        var (terms, field, wrong) = Input.Read();
        if (wrong is not null)
        {
            ModelState.AddModelError(field, wrong.Reason);
        }

        if (!ModelState.IsValid || WhyNot is not null) { return Page(); }

        return RedirectToPage("Agree", new
        {
            id,
            method = terms!.MethodId,
            rule = terms.Rule,
            day = terms.RuleDay,
            cap = terms.Cap?.Cents,
        });
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        var view = await AutopayView.OfAsync(db, User.Id(), id, clock, ct);
        if (view is not { MayPay: true }) { return false; }

        View = view;
        Methods = await db.MethodsOf(User.Id()).OrderBy(m => m.KeptAt).AsNoTracking().ToListAsync(ct);
        WhyNot = EnrollInAutopay.WhyNot(view.Account, view.Next?.Autopay, User.Id());
        return true;
    }
}
