using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Moves;
using Portal.Core.Requests;
using Portal.Core.Requests.Moving;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.My.Requests;

/// <summary>
/// Asks to start, stop or move service: what, then where and when, then all of it to check, with the deposit that would
/// be asked for.
/// </summary>
[RequestSizeLimit(ReadUploads.LargestForm)]
[RequestFormLimits(MultipartBodyLengthLimit = ReadUploads.LargestForm)]
public sealed class MoveModel(PortalDbContext db, AskToMove ask, BusinessClock clock, Words<RequestsBook> words)
    : PageModel
{
    [BindProperty]
    public MoveForm Input { get; set; } = new();

    public IReadOnlyList<SelectListItem> Accounts { get; private set; } = [];

    /// <summary>Where the account is served.</summary>
    public IReadOnlyList<Premise> Places { get; private set; } = [];

    /// <summary>The city's addresses that fit what was typed, when there are several.</summary>
    public IReadOnlyList<Premise> Found { get; private set; } = [];

    public MoveDays Open { get; private set; } = null!;

    /// <summary>All is filled in: it is shown once more before it is sent.</summary>
    public bool IsCheck { get; private set; }

    public Usd? Deposit { get; private set; }

    public string? StartPlace { get; private set; }

    public bool IsChosen => Input.Stops || Input.Starts;

    public async Task<IActionResult> OnGetAsync(string? what, string? account, CancellationToken ct)
    {
        Input = new() { OperationId = Guid.CreateVersion7(), Do = what, Account = account };
        return await LoadAsync(ct) ? Page() : NotFound();
    }

    /// <summary>To the page that shows all of it once more.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) { return NotFound(); }

        await FindPlaceAsync(ct);
        var reasons = await ask.WhyNotAsync(Input.ToRequest(User.Id(), []), ct);
        if (Refusal.Of(reasons) is { } refusal) { ModelState.AddReasons(refusal); }
        else if (Found.Count > 1) { ModelState.AddModelError("Input.StartPremise", words["Move_ChooseFound"]); }

        IsCheck = ModelState.IsValid;
        return Page();
    }

    /// <summary>Back to the form, nothing lost.</summary>
    public async Task<IActionResult> OnPostChangeAsync(CancellationToken ct) =>
        await LoadAsync(ct) ? Page() : NotFound();

    public async Task<IActionResult> OnPostSendAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct)) { return NotFound(); }

        var files = await ReadUploads.RunAsync(Input.Files, ct);
        var outcome = await ask.RunAsync(Input.ToRequest(User.Id(), files), ct);
        if (outcome is Outcome<CustomerRequest>.Done(var request))
        {
            TempData["RequestDone"] = "Sent";
            return RedirectToPage("Request", new { request.Id });
        }

        var refusal = ((Outcome<CustomerRequest>.Refused)outcome).Refusal;
        db.ChangeTracker.Clear();
        ModelState.AddReasons(refusal);
        IsCheck = refusal.All.All(r => r.Key.StartsWith("File_", StringComparison.Ordinal)
            || r.Key is "Move_IdentityMissing" or "Move_DepositChanged" or "Move_DepositGone" or "TooManyTries");
        return Page();
    }

    /// <summary>What was typed, as the city writes it; several that fit are offered.</summary>
    private async Task FindPlaceAsync(CancellationToken ct)
    {
        if (!Input.Starts || Input.StartPremise == MoveForm.NoneOfThese) { return; }

        var fitting = await FindPremises.RunAsync(db, Input.StartPlace, ct);
        if (fitting.Any(p => p.Id == AskForms.Id(Input.StartPremise))) { return; }

        Input.StartPremise = fitting.Count == 1 ? $"{fitting[0].Id}" : null;
        ModelState.Remove("Input.StartPremise");
        Found = fitting.Count > 1 ? fitting : [];
        StartPlace = fitting.Count == 1 ? fitting[0].Line1 : Input.StartPlace;
    }

    private async Task<bool> LoadAsync(CancellationToken ct)
    {
        Accounts = await AskForms.AccountsAsync(
            db, User.Id(), managed: true, Input.Do == "start" ? words["Move_NewAccount"] : null, ct,
            MoveForm.NewAccount);
        Input.Account ??= Accounts.Count > 0 ? Accounts[0].Value : null;
        if (Input.Account != null && Accounts.All(a => a.Value != Input.Account)) { return false; }

        var account = AskForms.Id(Input.Account);
        Places = account is { } id ? (await MovingAccount.OfAsync(db, id, ct))!.Places : [];
        Input.StopPremise ??= Places.Count == 1 ? $"{Places[0].Id}" : null;
        Open = await MoveDays.OfAsync(db, clock.Today, ct);
        var premise = AskForms.Id(Input.StartPremise);
        StartPlace = await db.Premises.Where(p => p.Id == premise).Select(p => p.Line1).SingleOrDefaultAsync(ct)
            ?? Input.StartPlace;
        Deposit = !Input.Starts ? null : await DepositTold.OfAsync(
            db, await db.CustomerAccounts.AsNoTracking().SingleOrDefaultAsync(a => a.Id == account, ct), clock, ct);
        return true;
    }
}
