using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Wallet;
using Portal.Web.Pages.Pay;
using Portal.Web.Security;

namespace Portal.Web.Pages.My.Methods;

/// <summary>A resident's cards and bank accounts: add, replace, remove.</summary>
public sealed class IndexModel(
    PortalDbContext db, StartSavingMethod startSaving, RemoveMethod removeMethod, BusinessClock clock) : PageModel
{
    public IReadOnlyList<SavedMethod> Methods { get; private set; } = [];

    /// <summary>Of each method what still uses it, if anything.</summary>
    public IReadOnlyDictionary<Guid, Refusal?> InUse { get; private set; } = new Dictionary<Guid, Refusal?>();

    public DateOnly Today => clock.Today;

    /// <summary>Made with the page: pressing twice is one visit.</summary>
    public Guid OperationId { get; } = Guid.CreateVersion7();

    /// <summary>What was done, said once.</summary>
    [TempData]
    public string? MethodDone { get; set; }

    public async Task OnGetAsync(CancellationToken ct) => await LoadAsync(ct);

    /// <summary>To the processor's page, for a new method or in the place of an old one.</summary>
    public async Task<IActionResult> OnPostKeepAsync(MethodWish wish, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(wish);
        var purpose = Enum.IsDefined(wish.Purpose) && wish.Purpose != SetupPurpose.GuestSchedule
            ? wish.Purpose : SetupPurpose.Wallet;
        var request = new StartSavingMethod.Request(
            wish.OperationId == Guid.Empty ? Guid.CreateVersion7() : wish.OperationId, purpose, User.Id(), wish.Account,
            wish.Replaces, CultureInfo.CurrentUICulture.TwoLetterISOLanguageName);
        return await startSaving.RunAsync(request, ct) switch
        {
            Outcome<StartSavingMethod.Started>.Done({ PageUrl: { } page }) => new SeeOther(page),
            Outcome<StartSavingMethod.Started>.Done(var started) =>
                RedirectToPage("Return", new { id = started.SetupId }),
            Outcome<StartSavingMethod.Started>.Refused(var refusal) => await RefuseAsync(refusal, ct),
            _ => throw new InvalidOperationException("An outcome has two cases."),
        };
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid method, CancellationToken ct)
    {
        if (await removeMethod.RunAsync(User.Id(), method, ct) is Outcome<SavedMethod>.Refused(var refusal))
        {
            return await RefuseAsync(refusal, ct);
        }

        MethodDone = "Methods_Removed";
        return RedirectToPage();
    }

    private async Task<IActionResult> RefuseAsync(Refusal refusal, CancellationToken ct)
    {
        ModelState.Clear();
        ModelState.AddModelError("", refusal.Reason);
        db.ChangeTracker.Clear();
        await LoadAsync(ct);
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Methods = await db.MethodsOf(User.Id()).OrderBy(m => m.KeptAt).AsNoTracking().ToListAsync(ct);
        var used = new Dictionary<Guid, Refusal?>();
        foreach (var method in Methods)
        {
            used[method.Id] = await RemoveMethod.WhyNotAsync(db, method.Id, ct);
        }

        InUse = used;
    }

    /// <summary>What the buttons send.</summary>
    /// <param name="Account">Where to go on afterwards.</param>
    public sealed record MethodWish(Guid OperationId, SetupPurpose Purpose, Guid? Account, Guid? Replaces);
}
