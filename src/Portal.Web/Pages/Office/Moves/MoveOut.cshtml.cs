using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Moves;
using Portal.Core.Requests.Moving;
using Portal.Core.Staff;
using Portal.Web.People;
using Portal.Web.Security;
using Portal.Web.Words;

namespace Portal.Web.Pages.Office.Moves;

/// <summary>Ends an account's service at a premise: the final bill is shown before anything is done.</summary>
public sealed class MoveOutModel(
    PortalDbContext db, RecordCustomerView recordView, PreviewFinalBill preview, MoveOut moveOut,
    BusinessClock clock, Words<OfficeBook> words) : PageModel
{
    [BindProperty]
    public EndForm Input { get; set; } = new();

    /// <summary>What the customer asked for on the site, which this does.</summary>
    [BindProperty(SupportsGet = true, Name = "asked")]
    public Guid? Asked { get; set; }

    public MovingAccount Account { get; private set; } = null!;

    /// <summary>The premise to end; null until one of several is chosen.</summary>
    public Premise? Place { get; private set; }

    public IReadOnlyList<MeterToRead> Meters { get; private set; } = [];

    /// <summary>Set once the final bill was asked for.</summary>
    public PreviewFinalBill.Effect? Effect { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid id, Guid? premise, DateOnly? on, CancellationToken ct)
    {
        if (await MovingAccount.OfAsync(db, id, ct) is null) { return NotFound(); }

        var address = HttpContext.Connection.RemoteIpAddress?.ToString();
        if (await recordView.RunAsync(new(User.Id(), id, Request.Path, address), ct)
            is Outcome<CustomerView>.Refused)
        {
            return RedirectToPage("/Office/Accounts/Why", new { id });
        }

        await LoadAsync(id, premise, ct);
        Input = new()
        {
            OperationId = Guid.CreateVersion7(),
            Premise = Place?.Id,
            EndsOn = on is { } day && day <= clock.Today ? day : clock.Today,
            Balance = Account.Balance.Cents,
            Source = Asked is null ? null : MoveSource.Site,
            Reads = [.. Meters.Select(m => new ReadForm { Point = m.ServicePointId })],
            Forwarding = AddressFields.Of(
                Place is { } place ? await AskedForwarding.OfAsync(db, id, place.Id, ct) : null),
        };
        return Page();
    }

    /// <summary>Shows what it would come to.</summary>
    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, Input.Premise, ct)) { return NotFound(); }

        if (Input.EndsOn is null) { ModelState.AddModelError("Input.EndsOn", words["Move_Day_Missing"]); }

        if (ModelState.IsValid)
        {
            switch (await preview.RunAsync(RequestOf(id), ct))
            {
                case Outcome<PreviewFinalBill.Effect>.Done(var effect):
                    Effect = effect;
                    break;
                case Outcome<PreviewFinalBill.Effect>.Refused(var refusal):
                    IsDoubtful = refusal.Key == "Move_ReadDoubtful";
                    ModelState.AddReasons(refusal, "Input.EndsOn", "Input.Forwarding", Meters);
                    break;
                default: throw new InvalidOperationException("Outcome has two cases.");
            }
        }

        return Page();
    }

    /// <summary>A reading is far above the usual: it is asked whether it was looked at again.</summary>
    public bool IsDoubtful { get; private set; }

    public async Task<IActionResult> OnPostConfirmAsync(Guid id, CancellationToken ct)
    {
        if (Input.EndsOn is null || !ModelState.IsValid) { return await OnPostAsync(id, ct); }

        switch (await moveOut.RunAsync(RequestOf(id), ct))
        {
            case Outcome<ServiceMove>.Done:
                return RedirectToPage("/Office/Accounts/Account", new { id });
            case Outcome<ServiceMove>.Refused(var refusal):
                ModelState.AddReasons(refusal, "Input.EndsOn", "Input.Forwarding", Meters);
                return await LoadAsync(id, Input.Premise, ct) ? Page() : NotFound();
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    /// <summary>Back to the form, nothing lost.</summary>
    public async Task<IActionResult> OnPostChangeAsync(Guid id, CancellationToken ct) =>
        await LoadAsync(id, Input.Premise, ct) ? Page() : NotFound();

    private MoveOut.Request RequestOf(Guid id) => new(
        Input.OperationId, id, Input.Premise ?? Guid.Empty, Input.EndsOn!.Value, Input.Reads.ToReadings(),
        Input.Forwarding.OrNone(), new Usd(Input.Balance), Actor.Staff(User.Id()))
    {
        Source = Input.Source,
        RequestId = Asked,
        MailStays = Input.MailStays,
        AreReadsChecked = Input.AreReadsChecked,
    };

    private async Task<bool> LoadAsync(Guid id, Guid? premise, CancellationToken ct)
    {
        if (await MovingAccount.OfAsync(db, id, ct) is not { } account) { return false; }

        Account = account;
        Place = account.Places.Count == 1 && premise is null
            ? account.Places[0]
            : account.Places.FirstOrDefault(p => p.Id == premise);
        Meters = Place is null ? [] : await MeterToRead.OfAsync(db, Place.Id, ct);
        return true;
    }
}
