using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing.Approvals;
using Portal.Core.Billing.Rules;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Money;
using Portal.Core.Payments;
using Portal.Core.Requests.Refunds;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Adjustments;

/// <summary>
/// Bills the period of a bill again, priced by the portal from the reads and agreements as they are now; a bill that
/// still stands is canceled in the same act. A new number cites the original (ux_bill_rebilled_once), and the money
/// freed by canceling goes to it; on a closed account too. Above the limit, of the difference and of the bill taken
/// back, it waits for a second person (ck_bill_rebill_limit). A period billed again before is answered with that bill.
/// Refuses a total or balance other than the one shown, a period that cannot be priced or that comes to the same, one
/// too old (domain §1.3), an unknown reason, no note, and whatever CancelBill and IssueBill refuse.
/// </summary>
public sealed class RebillPeriod(
    PortalDbContext db, CancelBill cancel, IssueBill issueBill, AskApproval ask, RaiseOfficeTask raiseTask,
    BusinessClock clock) : IApprovedAct
{
    /// <param name="OperationId">Becomes the new bill's id, which its approval names.</param>
    /// <param name="TotalSeen">New charges that the preview showed; an approval holds for no other.</param>
    /// <param name="BalanceSeen">What the preview showed.</param>
    public sealed record Request(
        Guid OperationId, Guid BillId, string Reason, string Note, Usd TotalSeen, Usd BalanceSeen, Actor By)
    {
        public Actor? ApprovedBy { get; init; }
    }

    public string Kind => nameof(RebillPeriod);

    public async Task<Outcome<Posted>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var original = await db.Bills.AsNoTracking().SingleOrDefaultAsync(b => b.Id == request.BillId, ct);
        if (original is null || await db.LockAccountAsync(original.CustomerAccountId, ct) is not { } account)
        {
            return new Refusal("Bill_NotFound");
        }

        if (await MadeAsync(original, ct) is { } made)
        {
            return Posted.Now(null) with { Bill = made };
        }

        if (await db.RulesOnAsync<AdjustmentRules>(MoneyRuleKind.Adjustments, clock.Today, ct) is not { } rules)
        {
            return MoneyRuleShelf.NoneYet(MoneyRuleKind.Adjustments);
        }

        var rebill = await RebillCase.OfAsync(db, original, clock.Today, ct);
        if ((rebill.WhyNot ?? WhyNot(request, rules, rebill, account)) is { } refusal)
        {
            return refusal;
        }

        if (request.ApprovedBy is null && await NeedsSecondPersonAsync(db, rules, rebill, clock.Today, ct))
        {
            return await ask.RunAsync(
                tx,
                new(request.OperationId, Kind, account.Id, Usd.Max(rebill.Difference, -rebill.Difference),
                    RequestJson.Of(request), request.By),
                ct);
        }

        var outcome = await BillAsync(rebill, request, account, ct);
        if (outcome is Outcome<Posted>.Done)
        {
            await tx.CommitAsync(ct);
        }

        return outcome;
    }

    public Task<Outcome<Posted>> RunApprovedAsync(string document, Actor approvedBy, CancellationToken ct) =>
        RunAsync(RequestJson.Read<Request>(document) with { ApprovedBy = approvedBy }, ct);

    public string Describe(string document)
    {
        var request = RequestJson.Read<Request>(document);
        return $"{request.Reason}: {request.Note}";
    }

    /// <summary>Whether it is more than one person may do.</summary>
    public static async Task<bool> NeedsSecondPersonAsync(
        PortalDbContext db, AdjustmentRules rules, RebillCase rebill, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(rebill);
        return rules.NeedsSecondPerson(
                AdjustmentKind.Correction, Usd.Max(rebill.Difference, -rebill.Difference))
            || (!rebill.IsCanceled && await CancelBill.NeedsSecondPersonAsync(db, rules, rebill.Bill, today, ct));
    }

    private static Refusal? WhyNot(
        Request request, AdjustmentRules rules, RebillCase rebill, CustomerAccount account) =>
        rules.Reason(request.Reason) is null ? new("Adjust_ReasonMissing")
        : string.IsNullOrWhiteSpace(request.Note) ? new("Adjust_NoteMissing")
        : request.TotalSeen != rebill.Total ? new("Rebill_TotalChanged", rebill.Total)
        : request.ApprovedBy is null && request.BalanceSeen != account.Balance
            ? new("Adjust_BalanceChanged", account.Balance)
        : null;

    /// <summary>The bill that took the original's place, or the place of one that had; null when none did.</summary>
    private async Task<Bill?> MadeAsync(Bill original, CancellationToken ct)
    {
        Bill? made = null;
        for (var id = original.Id; await NextAsync(id) is { } next; id = next.Id)
        {
            made = next;
        }

        return made;

        Task<Bill?> NextAsync(Guid id) => db.Bills.SingleOrDefaultAsync(b => b.RebillsId == id, ct);
    }

    private async Task<Outcome<Posted>> BillAsync(
        RebillCase rebill, Request request, CustomerAccount account, CancellationToken ct)
    {
        if (!rebill.IsCanceled)
        {
            var canceled = await cancel.RunAsync(
                new(request.OperationId, rebill.Bill.Id, request.Reason, request.Note, request.BalanceSeen, request.By)
                { ApprovedBy = request.ApprovedBy },
                ct);
            if (canceled is Outcome<Posted>.Refused)
            {
                return canceled;
            }
        }

        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(RebillPeriod), account.Id, new
        {
            original = rebill.Bill.Number,
            cents = rebill.Total.Cents,
            difference = rebill.Difference.Cents,
            reason = request.Reason,
            note = request.Note.Trim(),
            approvedBy = request.ApprovedBy?.Name,
        }));
        var issued = await issueBill.RunAsync(
            new(request.OperationId, account.Id, rebill.Bill.PeriodFrom, rebill.Bill.PeriodTo, rebill.DueOn,
                rebill.Charges, [.. rebill.Reads.Select(r => r.Of(request.OperationId))], request.By)
            { Rebills = rebill.Bill.Id },
            ct);
        switch (issued)
        {
            case Outcome<Bill>.Done(var bill):
                await RefundAsync(account, bill, ct);
                return Posted.Now(null) with { Bill = bill };
            case Outcome<Bill>.Refused(var refusal):
                return refusal;
            default: throw new InvalidOperationException("Outcome has two cases.");
        }
    }

    /// <summary>No bill follows on a closed account: what is over is a task to refund, as when it was closed.</summary>
    private async Task RefundAsync(CustomerAccount account, Bill bill, CancellationToken ct)
    {
        if (account.ClosedOn is { } closed
            && await db.LockAccountAsync(account.Id, ct) is { Balance.IsNegative: true } held)
        {
            var left = await RefundableCredit.LeftAsync(db, held, clock, ct);
            await raiseTask.RunAsync(
                new("refund_due", $"refund_due:{bill.Id}",
                    $"{left}, closed on {closed:O}, after its bill was made again")
                {
                    CustomerAccountId = account.Id,
                },
                ct);
        }
    }
}
