using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Budget;
using Portal.Core.Billing.Printing;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Payments.Drafts;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Adjustments;

/// <summary>
/// Takes a bill back as if it had never been: its entry mirrored, credits and late charges on it taken back, the money
/// paid on it put to what else is open or left as credit, what autopay promised for it not taken. The bill itself stays
/// as it was issued. Any bill within the correction window may be canceled, not only the latest (decision 0020).
/// Refuses a bill canceled before, one too old, an unknown reason, no note, a balance other than the one shown.
/// </summary>
public sealed class CancelBill(
    PortalDbContext db, WriteAdjustment write, ApplyCredit applyCredit, SettleBudget settleBudget, AskApproval ask,
    DropDraftsOfBill dropDrafts, BusinessClock clock)
    : IApprovedAct
{
    /// <param name="BalanceSeen">What the preview showed.</param>
    public sealed record Request(
        Guid OperationId, Guid BillId, string Reason, string Note, Usd BalanceSeen, Actor By)
    {
        public Actor? ApprovedBy { get; init; }
    }

    public string Kind => nameof(CancelBill);

    public async Task<Outcome<Posted>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var bill = await db.Bills.SingleOrDefaultAsync(b => b.Id == request.BillId, ct);
        if (bill is null || await db.LockAccountAsync(bill.CustomerAccountId, ct) is not { } account)
        {
            return new Refusal("Bill_NotFound");
        }

        var already = await db.BillCancellations.SingleOrDefaultAsync(c => c.OperationId == request.OperationId, ct);
        if (already is not null)
        {
            return Posted.Now(await db.Adjustments.SingleOrDefaultAsync(a => a.Id == already.AdjustmentId, ct));
        }

        if (await db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, clock.Today, ct) is not { } rules)
        {
            return MoneyRuleShelf.NoneYet(MoneyRuleKind.Adjustments);
        }

        if (await WhyNotAsync(db, bill, clock.Today, ct) is { } no)
        {
            return no;
        }

        if (WhyNot(request, rules, account) is { } refusal)
        {
            return refusal;
        }

        if (request.ApprovedBy is null && await NeedsSecondPersonAsync(db, rules, bill, clock.Today, ct))
        {
            return await ask.RunAsync(
                tx,
                new(request.OperationId, Kind, account.Id, bill.NewCharges, RequestJson.Of(request), request.By), ct);
        }

        var adjustment = await CancelAsync(account, bill, request, ct);
        await applyCredit.RunAsync(account, request.OperationId, $"canceling bill {bill.Number}", request.By, ct);
        await dropDrafts.RunAsync(bill.Id, request.By, ct);
        await tx.CommitAsync(ct);
        return Posted.Now(adjustment);
    }

    public Task<Outcome<Posted>> RunApprovedAsync(string document, Actor approvedBy, CancellationToken ct) =>
        RunAsync(RequestJson.Read<Request>(document) with { ApprovedBy = approvedBy }, ct);

    public string Describe(string document)
    {
        var request = RequestJson.Read<Request>(document);
        return $"{request.Reason}: {request.Note}";
    }

    /// <summary>Why a bill cannot be canceled today, for the page and the act; null when it can.</summary>
    public static async Task<Refusal?> WhyNotAsync(PortalDbContext db, Bill bill, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(bill);
        if (await db.BillCancellations.AnyAsync(c => c.BillId == bill.Id, ct))
        {
            return new Refusal("Bill_CanceledBefore", bill.Number);
        }

        var months = (await Rates.LoadRateBook.SettingsOnAsync(db, today, ct)).CorrectionMonths;
        return bill.IssuedOn < today.AddMonths(-months)
            ? new Refusal("Bill_TooOldToCancel", bill.Number, months)
            : null;
    }

    /// <summary>Whether taking the bill back is more than one person may do.</summary>
    public static Task<bool> NeedsSecondPersonAsync(
        PortalDbContext db, AdjustmentRules rules, Bill bill, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(bill);
        return db.NeedsSecondPersonAsync(
            rules, bill.CustomerAccountId, AdjustmentKind.BillCanceled, bill.NewCharges, [], today, ct);
    }

    private static Refusal? WhyNot(Request request, AdjustmentRules rules, CustomerAccount account) =>
        rules.Reason(request.Reason) is null ? new("Adjust_ReasonMissing")
        : string.IsNullOrWhiteSpace(request.Note) ? new("Adjust_NoteMissing")
        : request.ApprovedBy is null && request.BalanceSeen != account.Balance
            ? new("Adjust_BalanceChanged", account.Balance)
            : null;

    private async Task<Adjustment?> CancelAsync(
        CustomerAccount account, Bill bill, Request request, CancellationToken ct)
    {
        var draft = new WriteAdjustment.Draft(
            request.OperationId, 1, AdjustmentKind.BillCanceled, request.Reason,
            AdjustmentWords.BillCanceled(bill.Number), request.By)
        {
            Note = request.Note.Trim(),
            CitesBillId = bill.Id,
            ApprovedBy = request.ApprovedBy,
        };
        var no = await TakeBackAsync(account, bill, draft, ct);
        Adjustment? adjustment = null;
        if (bill is { JournalEntryId: { } paidByOthers, NewCharges.IsZero: true })
        {
            await write.TakeBackEntryAsync(account, draft, paidByOthers, ct);
        }
        else if (bill.JournalEntryId is { } entryId)
        {
            var items = await db.OpenItems.Where(i => i.BillId == bill.Id).OrderBy(i => i.BillLineNo).ToListAsync(ct);
            var lines = await AdjustableLine.WithAsync(db, items, ct);
            adjustment = await write.TakeBackChargesAsync(
                account, draft with { No = no },
                [.. lines.Select(l => new WriteAdjustment.Credit(l.Item, l.GlAccount, l.Item.Amount))],
                entryId, null, ct);
        }

        db.Add(new BillCancellation
        {
            BillId = bill.Id,
            AdjustmentId = adjustment?.Id,
            OperationId = request.OperationId,
            Reason = request.Reason,
            Note = request.Note.Trim(),
            CanceledAt = clock.Now,
            CanceledBy = request.By.Name,
            ApprovedBy = request.ApprovedBy?.Name,
        });
        await db.WithdrawFromPrintAsync(bill.Id, request.By, clock, ct);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(CancelBill), account.Id, new
        {
            bill = bill.Number,
            cents = bill.NewCharges.Cents,
            reason = request.Reason,
        }));
        await db.SaveChangesAsync(ct);
        await settleBudget.TakeBackAsync(account, bill, ct);
        return adjustment;
    }

    /// <summary>
    /// Takes back all that was credited or charged because of the bill: corrections, late charges, their waivers.
    /// </summary>
    /// <returns>The number of the next adjustment of this operation.</returns>
    private async Task<int> TakeBackAsync(
        CustomerAccount account, Bill bill, WriteAdjustment.Draft draft, CancellationToken ct)
    {
        var standing = await db.Adjustments
            .Where(a => a.CustomerAccountId == account.Id && a.CitesBillId == bill.Id && a.ReversesId == null
                && !db.Adjustments.Any(r => r.ReversesId == a.Id))
            .OrderBy(a => a.Side == Side.Debit).ThenByDescending(a => a.PostedAt).ToListAsync(ct);
        var no = 1;
        foreach (var adjustment in standing)
        {
            var back = draft with
            {
                No = no++,
                Kind = adjustment.Kind,
                Label = AdjustmentWords.TakenBack(adjustment),
            };
            if (adjustment.Side == Side.Credit)
            {
                await write.TakeBackCreditAsync(account, back, adjustment, ct);
                continue;
            }

            var items = await db.OpenItems.Where(i => i.AdjustmentId == adjustment.Id).ToListAsync(ct);
            var lines = await AdjustableLine.WithAsync(db, items, ct);
            await write.TakeBackChargesAsync(
                account, back, [.. lines.Select(l => new WriteAdjustment.Credit(l.Item, l.GlAccount, l.Item.Amount))],
                adjustment.JournalEntryId, adjustment, ct);
        }

        return no;
    }
}
