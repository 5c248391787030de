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
using Portal.Web.Words;

namespace Portal.Web.Pages.My.Requests;

/// <summary>
/// Asks to start, stop or move service: where and when, then all of it to check, with the deposit that would be asked
/// for. For who signed in, and for who came by a mailed link.
/// </summary>
public abstract class ServicePage(PortalDbContext db, AskToMove ask, BusinessClock clock, Words<RequestsBook> words)
    : PageModel
{
    [BindProperty]
    public MoveForm Input { get; set; } = new();

    public IReadOnlyList<SelectListItem> Accounts { get; protected set; } = [];

    /// <summary>Where the account is served.</summary>
    public IReadOnlyList<Premise> Places { get; private set; } = [];

    /// <summary>The city's addresses that fit what was typed, when there are several.</summary>
    public IReadOnlyList<Premise> Found { get; private set; } = [];

    public MoveDays Open { get; private set; } = null!;

    /// <summary>All is filled in: it is shown once more before it is sent.</summary>
    public bool IsCheck { get; private set; }

    public Usd? Deposit { get; private set; }

    public string? StartPlace { get; private set; }

    /// <summary>The key of a mailed link, which every form takes along; null for who signed in.</summary>
    public virtual string? LinkKey => null;

    /// <summary>To the page that shows all of it once more.</summary>
    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (await ComeAsync(ct) is { } elsewhere) { return elsewhere; }

        await FindPlaceAsync(ct);
        var reasons = await ask.WhyNotAsync(Input.ToRequest(Previewing, []), ct);
        if (Refusal.Of(reasons) is { } refusal) { ModelState.AddReasons(refusal); }
        else if (Found.Count > 1) { ModelState.AddModelError("Input.StartPremise", words["Move_ChooseFound"]); }

        IsCheck = ModelState.IsValid;
        return Page();
    }

    /// <summary>Back to the form, nothing lost.</summary>
    public async Task<IActionResult> OnPostChangeAsync(CancellationToken ct) => await ComeAsync(ct) ?? Page();

    public async Task<IActionResult> OnPostSendAsync(CancellationToken ct)
    {
        if (await ComeAsync(ct) is { } elsewhere) { return elsewhere; }

        var files = await ReadUploads.RunAsync(Input.Files, ct);
        var outcome = await AskerAsync(ct) switch
        {
            Outcome<Asker>.Done(var asker) => await ask.RunAsync(Input.ToRequest(asker, files), ct),
            Outcome<Asker>.Refused(var no) => no,
            _ => throw new InvalidOperationException("Outcome has two cases."),
        };
        if (outcome is Outcome<CustomerRequest>.Done(var request)) { return Sent(request); }

        var refusal = ((Outcome<CustomerRequest>.Refused)outcome).Refusal;
        db.ChangeTracker.Clear();
        ModelState.AddReasons(refusal);
        IsCheck = refusal.All.All(r => r.Key.StartsWith("File_", StringComparison.Ordinal)
            || r.Key is "Move_IdentityMissing" or "Move_DepositChanged" or "Move_DepositGone" or "TooManyTries");
        return Page();
    }

    protected PortalDbContext Db => db;

    protected Words<RequestsBook> Book => words;

    protected DateTimeOffset Now => clock.Now;

    /// <summary>Who they are for a look at what would be asked; nothing is kept.</summary>
    protected abstract Asker Previewing { get; }

    /// <summary>Who asks.</summary>
    protected abstract Task<Outcome<Asker>> AskerAsync(CancellationToken ct);

    /// <summary>Loads the page; an answer where they belong elsewhere.</summary>
    protected abstract Task<IActionResult?> ComeAsync(CancellationToken ct);

    protected abstract IActionResult Sent(CustomerRequest request);

    /// <summary>What the form needs, once the account is known.</summary>
    protected async Task LoadAsync(CancellationToken ct)
    {
        var account = AskForms.Id(Input.Account);
        Places = account is { } id ? (await MovingAccount.OfAsync(db, id, ct))!.Places : [];
        Input.StopPremise ??= Places.Count == 1 ? $"{Places[0].Id}" : null;
        Open = await MoveDays.OfAsync(db, clock.Today, ct);
        var premise = AskForms.Id(Input.StartPremise);
        StartPlace = await db.Premises.Where(p => p.Id == premise).Select(p => p.Line1).SingleOrDefaultAsync(ct)
            ?? Input.StartPlace;
        Deposit = !Input.Starts ? null : await DepositTold.OfAsync(
            db, await db.CustomerAccounts.AsNoTracking().SingleOrDefaultAsync(a => a.Id == account, ct), clock, ct);
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
}
