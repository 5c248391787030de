using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Records;
using Portal.Core.Staff;
using Portal.Web.Pages.My.Requests;
using Portal.Web.Security;

namespace Portal.Web.Pages.Office.Accounts.Adjust;

/// <summary>Charges more or less for one line: first the effect, then the act.</summary>
[RequestSizeLimit(ReadUploads.LargestForm)]
[TakesFiles(ReadUploads.LargestForm)]
public sealed class IndexModel(
    PortalDbContext db, AdjustAccount adjust, KeepDocument keep, PreviewAct preview, CustomerLook look,
    BusinessClock clock)
    : MoneyActModel<Adjusting>(db, preview, look)
{
    private const int LinesOffered = 60;
    private const int DocumentsOffered = 40;
    private const string ClassOfProof = "adjustment";

    private readonly PortalDbContext _db = db;

    public IReadOnlyList<AdjustableLine> Lines { get; private set; } = [];

    public AdjustmentRules Rules { get; private set; } = null!;

    public IReadOnlyList<KeptDocument> Documents { get; private set; } = [];

    /// <summary>The reason allows no more in twelve months, but a second person may.</summary>
    public bool IsOverCap { get; private set; }

    public IEnumerable<SelectListItem> LineChoices(string empty, Func<AdjustableLine, string> say) =>
        Lines.Select(l => new SelectListItem(say(l), $"{l.Item.Id}")).Prepend(new SelectListItem(empty, ""));

    public IEnumerable<SelectListItem> DocumentChoices(string empty, Func<KeptDocument, string> say) =>
        Documents.Select(d => new SelectListItem(say(d), $"{d.Id}")).Prepend(new SelectListItem(empty, ""));

    public IEnumerable<SelectListItem> ReasonChoices(string empty) => Choices(Rules, empty);

    public async Task<IActionResult> OnGetAsync(Guid id, Guid? line, CancellationToken ct)
    {
        Input = new() { OperationId = Guid.CreateVersion7(), Line = line, FileId = Guid.CreateVersion7() };
        return await ShowAsync(id, ct);
    }

    public async Task<IActionResult> OnPostPreviewAsync(Guid id, CancellationToken ct)
    {
        if (await KeepFileAsync(id, ct) && await ReadAsync(id, ct) is { } request)
        {
            await PreviewAsync(id, c => adjust.RunAsync(request with { ApprovedBy = PreviewAct.Approver }, c), ct);
        }

        return await ShowAsync(id, ct);
    }

    public async Task<IActionResult> OnPostConfirmAsync(Guid id, CancellationToken ct) =>
        await ReadAsync(id, ct) is { } request
            && Finish(await adjust.RunAsync(request, ct), id, "Adjust_Done") is { } done
            ? done
            : await ShowAsync(id, ct);

    /// <summary>Keeps the file, if one came, and chooses it; false where it cannot be: the field says why.</summary>
    private async Task<bool> KeepFileAsync(Guid id, CancellationToken ct)
    {
        if (Input.File is null) { return true; }
        if (await OpenAsync(id, ct) is not null) { return false; }

        var file = (await ReadUploads.RunAsync([Input.File], ct))[0];
        var title = string.IsNullOrWhiteSpace(Input.Document) ? file.Name : Input.Document;
        var kept = await keep.RunAsync(
            new(Input.FileId, id, ClassOfProof, title, clock.Today, file, Actor.Staff(User.Id())), ct);
        if (kept is Outcome<KeptDocument>.Refused(var refusal))
        {
            ModelState.AddModelError("Input.File", refusal.Reason);
            return false;
        }

        (Input.KeptDocument, Input.FileId) = (Input.FileId, Guid.CreateVersion7());
        ModelState.Remove("Input.KeptDocument");
        ModelState.Remove("Input.FileId");
        return true;
    }

    private async Task<AdjustAccount.Request?> ReadAsync(Guid id, CancellationToken ct)
    {
        if (AmountOf(Input.Amount) is not { } amount) { return null; }

        return new(
            Input.OperationId, id, Input.Side ?? Side.Credit, Input.Line ?? Guid.Empty, amount,
            Input.Reason ?? "", Input.Note ?? "", Input.Document, new Usd(await BalanceSeenAsync(id, ct)),
            Actor.Staff(User.Id()))
        {
            KeptDocumentId = Input.KeptDocument,
            OverCap = Input.OverCap,
        };
    }

    private async Task<IActionResult> ShowAsync(Guid id, CancellationToken ct)
    {
        if (await OpenAsync(id, ct) is { } instead) { return instead; }

        Lines = await AdjustableLine.OfAsync(_db, id, LinesOffered, ct);
        if (await _db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, clock.Today, ct) is not { } rules)
        {
            return this.NoRule(MoneyRuleKind.Adjustments);
        }

        Rules = rules;
        Documents = await _db.Set<KeptDocument>().AsNoTracking().Where(d => d.CustomerAccountId == id)
            .OrderByDescending(d => d.DatedOn).ThenByDescending(d => d.Id).Take(DocumentsOffered).ToListAsync(ct);
        var reason = rules.Reason(Input.Reason ?? "");
        IsOverCap = reason is { MayExceed: true } && (await ReasonCap.FullAsync(
            _db, reason, Input.Side ?? Side.Credit, id, clock.Today, ct)).Count > 0;
        NeedsSecondPerson = IsOverCap || TypedAmount.Read(Input.Amount) is Outcome<Usd>.Done(var amount)
            && await _db.NeedsSecondPersonAsync(
                Rules, id, AdjustmentKind.Correction, amount,
                Input is { Side: Side.Credit, Line: { } line } ? [(line, amount)] : [], clock.Today, ct);
        return Page();
    }
}
