using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Refunds;

/// <summary>
/// Makes a part of a refund that did not arrive the customer's credit again: what was posted as paid is mirrored, a new
/// entry opens the credit (2010 to 2120), what is open is paid from it, the office gets a task to send it another way,
/// the customer a letter. Part of the caller's transaction, under the account's lock.
/// </summary>
public sealed class ReopenRefundPart(
    PortalDbContext db, PostJournalEntry postEntry, ApplyCredit applyCredit, RaiseOfficeTask raise,
    RecordRefund record, TellRefunded tell, BusinessClock clock)
{
    /// <param name="why">The processor's code, or the office's words.</param>
    internal async Task RunAsync(RefundInHand held, RefundPart part, string why, Actor by, CancellationToken ct)
    {
        var (account, refund) = (held.Account, held.Refund);
        await MakeCreditAsync(held, part, why, by, ct);
        await raise.RunAsync(
            new("refund_failed", $"refund_failed:{part.Id}",
                $"{refund.Reference}: {part.Amount} did not arrive ({why}) and is a credit again; send it by check.")
            {
                CustomerAccountId = account.Id,
            },
            ct);
        await tell.FailedAsync(account, refund, part, ct);
        await applyCredit.RunAsync(account, part.Id, $"what refund {refund.Reference} gave back", by, ct);
    }

    /// <summary>The rows and entries alone: nobody is told, and nothing is paid from it.</summary>
    internal async Task MakeCreditAsync(
        RefundInHand held, RefundPart part, string why, Actor by, CancellationToken ct)
    {
        var (account, refund) = (held.Account, held.Refund);
        db.RequireTransaction();
        if (part.PaidEntryId is { } paid)
        {
            var entry = await db.JournalEntries.Include(e => e.Lines).AsNoTracking().SingleAsync(e => e.Id == paid, ct);
            await postEntry.RunAsync(
                entry.Reverse(new(
                    Guid.CreateVersion7(), EntryKinds.Reversal, $"{entry.Id}", clock.Today, clock.Now, by.Name,
                    $"Refund {refund.Reference} came back: {why}")),
                ct);
        }

        var opened = JournalEntry.Of(
            new(Guid.CreateVersion7(), EntryKinds.RefundReopened, $"{part.Id}", clock.Today, clock.Now, by.Name,
                $"Refund {refund.Reference} did not arrive, {account.Number}"),
            JournalLine.Debit(Funds.TreasuryClearing, GlAccounts.RefundsPayable, part.Amount),
            JournalLine.Credit(Funds.TreasuryClearing, GlAccounts.CustomerCredits, part.Amount, account.Id));
        await postEntry.RunAsync(opened, ct);
        var payment = await db.Payments.SingleAsync(p => p.Id == part.PaymentId, ct);
        payment.Unapplied += part.Amount;
        account.Owe(-part.Amount);
        (part.State, part.ReopenedEntryId, part.FailureCode) = (RefundPartState.Failed, opened.Id, why);
        (part.CheckAt, part.LeaseBy, part.LeaseUntil) = (null, null, null);
        if (RefundMoves.May(refund.State, RefundState.Failed)) { refund.Move(RefundState.Failed, clock.Now); }

        record.Write(refund, nameof(ReopenRefundPart), $"{part.Amount}: {why}", by);
        await db.SaveChangesAsync(ct);
    }
}
