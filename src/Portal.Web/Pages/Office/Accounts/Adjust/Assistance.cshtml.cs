using Microsoft.AspNetCore.Mvc;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments.Relief;
using Portal.Core.Staff;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts.Adjust;

/// <summary>Proposes help from the relief fund for an account, and takes back what was granted by mistake.</summary>
public sealed class AssistanceModel(
    PortalDbContext db, GrantAssistance grant, TakeBackGrant takeBack, PreviewAct preview, CustomerLook look,
    BusinessClock clock) : MoneyActModel<Helping>(db, preview, look)
{
    private readonly PortalDbContext _db = db;

    /// <summary>The city has a relief fund.</summary>
    public bool IsOffered { get; private set; }

    public Usd Open { get; private set; }

    public Usd Free { get; private set; }

    public IReadOnlyList<(ReliefGrant Grant, bool IsTakenBack)> Grants { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        Input = new Helping { OperationId = Guid.CreateVersion7() };
        return await ShowAsync(id, ct);
    }

    public async Task<IActionResult> OnPostPreviewAsync(Guid id, CancellationToken ct)
    {
        if (await ReadAsync(id, ct) is { } request)
        {
            await PreviewAsync(id, c => grant.RunAsync(request with { ApprovedBy = PreviewAct.Approver }, c), ct);
        }

        return await ShowAsync(id, ct);
    }

    public async Task<IActionResult> OnPostConfirmAsync(Guid id, CancellationToken ct) =>
        await ReadAsync(id, ct) is { } request
            && Finish(await grant.RunAsync(request, ct), id, "Assist_Done") is { } done
            ? done
            : await ShowAsync(id, ct);

    public async Task<IActionResult> OnPostBackAsync(
        Guid id, [FromQuery(Name = "grant")] Guid? granted, string? why, CancellationToken ct)
    {
        if (await OpenAsync(id, ct) is { } instead) { return instead; }

        if (await takeBack.RunAsync(new(id, granted ?? Guid.Empty, why, Actor.Staff(User.Id())), ct)
            is Outcome<ReliefGrant>.Refused(var refusal))
        {
            ModelState.Clear();
            ModelState.AddModelError("", refusal.Reason);
            return await OnGetAsync(id, ct);
        }

        TempData["Done"] = "Assist_BackDone";
        return RedirectToPage("/Office/Accounts/Account", new { id });
    }

    private async Task<GrantAssistance.Request?> ReadAsync(Guid id, CancellationToken ct)
    {
        if (AmountOf(Input.Amount) is not { } amount) { return null; }

        return new(
            Input.OperationId, id, amount, Input.Note ?? "", new Usd(await BalanceSeenAsync(id, ct)),
            Actor.Staff(User.Id()));
    }

    private async Task<IActionResult> ShowAsync(Guid id, CancellationToken ct)
    {
        if (await OpenAsync(id, ct) is { } instead) { return instead; }

        IsOffered = await _db.RulesOnAsync<ReliefRules>(MoneyRuleKind.ReliefFund, clock.Today, ct) is not null;
        Open = await _db.OpenForReliefAsync(id, ct);
        Free = await _db.FreeOfReliefAsync(ct);
        Grants = await _db.GrantsOfAsync(id, ct);
        return Page();
    }
}

/// <summary>What is filled in to help an account.</summary>
public sealed class Helping : MoneyInput
{
    public string? Amount { get; set; }
}
