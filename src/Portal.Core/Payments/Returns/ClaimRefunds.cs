using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Billing;
using Portal.Core.Billing.Adjustments;
using Portal.Core.Billing.Rating;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments.Checks;
using Portal.Core.Payments.Refunds;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Returns;

/// <summary>
/// What refunds have of a payment that comes back (decision 58), in the transaction of the return and under the
/// account's lock. A refund that was not sent is given up, a check that did not leave the office is void: each a task.
/// What was sent, or may have been, is claimed: it counts as credit again while the payment is taken back, and the
/// customer is charged the same. Should it come back later after all, that credit pays the charge.
/// </summary>
public sealed class ClaimRefunds(
    PortalDbContext db, CancelRefund cancel, ChangeCheck changeCheck, ReopenRefundPart reopen,
    PostJournalEntry postEntry, WriteAdjustment write, ApplyCredit applyCredit, RaiseOfficeTask raiseTask,
    BusinessClock clock)
{
    /// <summary>As printed on the next bill.</summary>
    private static readonly ChargeLabel Label =
        new("Refund of a payment that came back", "Reembolso de un pago que fue devuelto");

    /// <summary>One part of a refund that the customer owes.</summary>
    internal sealed record Claimed(RefundPart Part, string Refund);

    /// <summary>Before the payment is taken back: gives up what was not sent and claims the rest.</summary>
    /// <returns>What is to be charged once it is taken back.</returns>
    internal async Task<IReadOnlyList<Claimed>> TakeInAsync(Payment payment, CancellationToken ct)
    {
        var refunds = await db.Set<RefundPart>().AsNoTracking()
            .Where(p => p.PaymentId == payment.Id && p.State != RefundPartState.Failed
                && p.State != RefundPartState.Dropped)
            .Select(p => p.RefundId).Distinct().OrderBy(id => id).ToListAsync(ct);
        var claimed = new List<Claimed>();
        foreach (var id in refunds)
        {
            var held = (await db.TakeRefundAsync(id, ct))!;
            var unsent = RefundMoves.May(held.Refund.State, RefundState.Canceled);
            var note = unsent ? await GiveUpAsync(held, payment, ct) : await VoidUnsentAsync(held, payment, ct);
            held = (await db.TakeRefundAsync(id, ct))!;
            var parts = held.Standing.Where(p => p.PaymentId == payment.Id).ToList();
            foreach (var part in parts)
            {
                await ClaimAsync(held, part, payment, ct);
                claimed.Add(new(part, held.Refund.Reference));
            }

            await TellOfficeAsync(held, payment, note, parts.Select(p => p.Amount).Sum(), ct);
        }

        return claimed;
    }

    /// <summary>After it: what was claimed is an item of its own, due when other charges are.</summary>
    /// <param name="dueOn">By when it is to be paid.</param>
    internal async Task ChargeAsync(
        Payment payment, IReadOnlyList<Claimed> claimed, DateOnly dueOn, CancellationToken ct)
    {
        if (claimed.Count == 0) { return; }

        var account = await db.LockAccountAsync(payment.CustomerAccountId, ct)
            ?? throw new InvalidOperationException($"Account {payment.CustomerAccountId} is locked and gone.");
        var service = await ServiceOfAsync(account, ct);
        foreach (var (part, refund) in claimed)
        {
            var draft = new WriteAdjustment.Draft(
                part.Id, 1, AdjustmentKind.ReturnedRefund, "returned_refund", Label, Actor.System)
            {
                Note = $"{payment.Reference} came back, {part.Amount} of it was refunded by {refund}",
            };
            var adjustment = await write.ChargeAsync(
                account, draft, dueOn,
                [
                    new(ChargeKind.Fee, service, Funds.TreasuryClearing, GlAccounts.RefundsOfReturned, part.Amount),
                ],
                ct);
            await applyCredit.RunAsync(account, adjustment.Id, adjustment.LabelEn, Actor.System, ct);
        }
    }

    private async Task<string> GiveUpAsync(RefundInHand held, Payment payment, CancellationToken ct)
    {
        await cancel.GiveUpAsync(held, $"{payment.Reference} came back", Actor.System, ct);
        await db.SaveChangesAsync(ct);
        return "it had not been sent and was given up";
    }

    /// <summary>A check in the office is void, and what it would have paid is credit again.</summary>
    private async Task<string> VoidUnsentAsync(RefundInHand held, Payment payment, CancellationToken ct)
    {
        var refundId = held.Refund.Id;
        var check = await db.Set<BankCheck>().AsNoTracking().Where(c => c.RefundId == refundId)
            .OrderByDescending(c => c.Number).FirstOrDefaultAsync(ct);
        if (check is null) { return "it was sent"; }

        if (check.State is CheckState.Issued or CheckState.Printed)
        {
            var why = $"{payment.Reference} came back";
            var outcome = await changeCheck.RunAsync(
                check.Id, CheckState.Void, why, Actor.System,
                of => changeCheck.MirrorAsync(
                    of.Check.JournalEntryId, $"Check {of.Check.Number} is void", Actor.System, ct),
                null, ct);
            if (outcome is Outcome<BankCheck>.Refused(var refusal)) { return refusal.Reason; }
        }
        else if (check.State is not (CheckState.Void or CheckState.Stopped))
        {
            return $"check {check.Number} had left the office: stop it if it is not cashed";
        }

        held = (await db.TakeRefundAsync(refundId, ct))!;
        foreach (var part in held.Standing.Where(p => p.Way == RefundWay.Check).ToList())
        {
            await reopen.MakeCreditAsync(held, part, $"{payment.Reference} came back", Actor.System, ct);
        }

        return $"check {check.Number} is void: take it out of the mail and destroy it";
    }

    private async Task ClaimAsync(RefundInHand held, RefundPart part, Payment payment, CancellationToken ct)
    {
        var account = held.Account;
        var entry = JournalEntry.Of(
            new(Guid.CreateVersion7(), EntryKinds.RefundClaimed, $"{part.Id}", clock.Today, clock.Now,
                Actor.System.Name, $"{payment.Reference} came back after {held.Refund.Reference}, {account.Number}"),
            JournalLine.Debit(Funds.TreasuryClearing, GlAccounts.RefundsOfReturned, part.Amount),
            JournalLine.Credit(Funds.TreasuryClearing, GlAccounts.CustomerCredits, part.Amount, account.Id));
        db.RequireTransaction();
        await postEntry.RunAsync(entry, ct);
        var taken = await db.Payments.SingleAsync(p => p.Id == payment.Id, ct);
        taken.Unapplied += part.Amount;
        account.Owe(-part.Amount);
        db.Add(new RefundClaim { RefundPartId = part.Id, JournalEntryId = entry.Id, ClaimedAt = clock.Now });
        db.Add(AuditEntry.Of(clock.Now, Actor.System.Name, nameof(ClaimRefunds), account.Id, new
        {
            payment = payment.Id,
            part = part.Id,
            cents = part.Amount.Cents,
        }));
        await db.SaveChangesAsync(ct);
    }

    private Task<bool> TellOfficeAsync(
        RefundInHand held, Payment payment, string note, Usd claimed, CancellationToken ct) =>
        raiseTask.RunAsync(
            new("refund_returned", $"refund_returned:{held.Refund.Id}:{payment.Id}",
                $"{payment.Reference} came back. Of refund {held.Refund.Reference}: {note}."
                + (claimed.IsPositive ? $" {claimed} is charged to the customer." : ""))
            {
                CustomerAccountId = held.Account.Id,
            },
            ct);

    /// <summary>Under which service it is listed: that of the newest charge.</summary>
    private async Task<UtilityService> ServiceOfAsync(CustomerAccount account, CancellationToken ct) =>
        await db.OpenItems.Where(i => i.CustomerAccountId == account.Id)
            .OrderByDescending(i => i.BilledOn).ThenBy(i => i.BillLineNo)
            .Select(i => (UtilityService?)i.Service).FirstOrDefaultAsync(ct) ?? UtilityService.Water;
}
