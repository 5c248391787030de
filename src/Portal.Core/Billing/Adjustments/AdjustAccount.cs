using Microsoft.EntityFrameworkCore;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Adjustments;

/// <summary>
/// Charges more or less for one line that was billed, for a reason of the city's list and with a note. Above the
/// rule's limit, alone or with what was posted before it, it waits for a second person; so does a credit beyond what
/// its reason allows in twelve months, where the rule lets it. The same operation posts once. Refuses: a line of
/// another account or billed too long ago (domain §1.3), a credit of more than is left of the line, a balance not
/// shown, an unknown reason, no note, one credit too many for its reason, a document of another account.
/// </summary>
public sealed class AdjustAccount(
    PortalDbContext db, WriteAdjustment write, Payments.ApplyCredit applyCredit, AskApproval ask, BusinessClock clock)
    : IApprovedAct
{
    /// <param name="Side">Debit to charge more, credit to charge less.</param>
    /// <param name="OpenItemId">The line.</param>
    /// <param name="Document">Reference of the paper behind it, if any.</param>
    /// <param name="BalanceSeen">What the preview showed.</param>
    public sealed record Request(
        Guid OperationId,
        Guid CustomerAccountId,
        Side Side,
        Guid OpenItemId,
        Usd Amount,
        string Reason,
        string Note,
        string? Document,
        Usd BalanceSeen,
        Actor By)
    {
        public Actor? ApprovedBy { get; init; }

        /// <summary>The kept document behind it.</summary>
        public Guid? KeptDocumentId { get; init; }

        /// <summary>Why one more is given than the reason allows in twelve months.</summary>
        public string? OverCap { get; init; }
    }

    public string Kind => nameof(AdjustAccount);

    public async Task<Outcome<Posted>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockAccountAsync(request.CustomerAccountId, ct) is not { } account)
        {
            return new Refusal("Account_NotFound");
        }

        if (await db.AlreadyAsync(request.OperationId, account.Id, ct) is { } already)
        {
            return already;
        }

        if (await db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, clock.Today, ct) is not { } rules)
        {
            return MoneyRuleShelf.NoneYet(MoneyRuleKind.Adjustments);
        }

        var line = await AdjustableLine.FindAsync(db, account.Id, request.OpenItemId, ct);
        if (WhyNot(request, rules, line, account.Balance) is { } refusal)
        {
            return refusal;
        }

        if (await CorrectionWindow.WhyNotAsync(
            db, line!.Item.BilledOn, request.Side == Side.Debit, clock.Today, ct) is { } tooOld)
        {
            return tooOld;
        }

        var reason = rules.Reason(request.Reason)!;
        var earlier = await ReasonCap.FullAsync(db, reason, request.Side, account.Id, clock.Today, ct);
        if ((ReasonCap.WhyNot(reason, earlier, request.OverCap) ?? await WhyNotProvedAsync(request, ct)) is { } no)
        {
            return no;
        }

        request = request with { OverCap = earlier.Count == 0 ? null : request.OverCap!.Trim() };
        if (request.ApprovedBy is null && (earlier.Count > 0 || await db.NeedsSecondPersonAsync(
            rules, account.Id, AdjustmentKind.Correction, request.Amount,
            request.Side == Side.Credit ? [(request.OpenItemId, request.Amount)] : [], clock.Today, ct)))
        {
            return await ask.RunAsync(
                tx,
                new(request.OperationId, Kind, account.Id, request.Amount, RequestJson.Of(request), request.By), ct);
        }

        var adjustment = await PostAsync(account, request, rules, line, ct);
        await applyCredit.RunAsync(account, adjustment.Id, adjustment.LabelEn, request.By, ct);
        await tx.CommitAsync(ct);
        return Posted.Now(adjustment);
    }

    public Task<Outcome<Posted>> RunApprovedAsync(string document, Actor approvedBy, CancellationToken ct) =>
        RunAsync(RequestJson.Read<Request>(document) with { ApprovedBy = approvedBy }, ct);

    public string Describe(string document)
    {
        var request = RequestJson.Read<Request>(document);
        return string.Join(
            " ", new[] { $"{request.Reason}: {request.Note}", request.OverCap, request.Document }
                .Where(said => !string.IsNullOrWhiteSpace(said)));
    }

    public Guid? DocumentOf(string document) => RequestJson.Read<Request>(document).KeptDocumentId;

    private async Task<Refusal?> WhyNotProvedAsync(Request request, CancellationToken ct) =>
        request.KeptDocumentId is { } id && !await db.Set<Records.KeptDocument>()
            .AnyAsync(d => d.Id == id && d.CustomerAccountId == request.CustomerAccountId, ct)
            ? new("Adjust_DocumentOfAnother")
            : null;

    private static Refusal? WhyNot(Request request, AdjustmentRules rules, AdjustableLine? line, Usd balance) =>
        !request.Amount.IsPositive || request.Amount > Usd.LargestPayment
            ? new("Pay_AmountOutOfRange", new Usd(1), Usd.LargestPayment)
        : rules.Reason(request.Reason) is null ? new("Adjust_ReasonMissing")
        : string.IsNullOrWhiteSpace(request.Note) ? new("Adjust_NoteMissing")
        : line is null ? new("Adjust_LineMissing")
        : request.Side == Side.Credit && request.Amount > line.Left ? new("Adjust_MoreThanLine", line.Left)
        : request.ApprovedBy is null && request.BalanceSeen != balance ? new("Adjust_BalanceChanged", balance)
        : null;

    private Task<Adjustment> PostAsync(
        Accounts.CustomerAccount account, Request request, AdjustmentRules rules, AdjustableLine line,
        CancellationToken ct)
    {
        var draft = new WriteAdjustment.Draft(
            request.OperationId, 1, AdjustmentKind.Correction, request.Reason, rules.Reason(request.Reason)!.Label,
            request.By)
        {
            Note = request.Note.Trim(),
            Document = request.Document,
            KeptDocumentId = request.KeptDocumentId,
            OverCap = request.OverCap,
            CitesBillId = line.CitesBillId,
            ApprovedBy = request.ApprovedBy,
        };
        return request.Side == Side.Credit
            ? write.CreditAsync(account, draft, [new(line.Item, line.GlAccount, request.Amount)], ct)
            : write.ChargeAsync(
                account, draft, clock.Today.AddDays(rules.DueDays),
                [new(line.Item.ChargeKind, line.Item.Service, line.Item.Fund, line.GlAccount, request.Amount)], ct);
    }
}
