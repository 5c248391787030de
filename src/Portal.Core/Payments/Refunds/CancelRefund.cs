using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Refunds;

/// <summary>
/// Gives up a refund that was not issued; approved, it is mirrored and the credit is the customer's again, put to what
/// is open. Canceled once. Refuses: an unknown refund, one that was issued, no reason, an account of their own, a
/// closed period.
/// </summary>
public sealed class CancelRefund(
    PortalDbContext db, PostJournalEntry postEntry, ApplyCredit applyCredit, RecordRefund record, BusinessClock clock)
{
    public sealed record Request(Guid RefundId, string? Why, Actor By);

    public async Task<Outcome<Refund>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.TakeRefundAsync(request.RefundId, ct) is not { } held) { return new Refusal("Refund_NotFound"); }

        var refund = held.Refund;
        if (refund.State == RefundState.Canceled) { return refund; }

        var refusal = !RefundMoves.May(refund.State, RefundState.Canceled) ? new Refusal("Refund_TooLate")
            : await db.IsOwnAccountAsync(request.By, held.Account.Id, ct) ? new("Refund_OwnAccount")
            : string.IsNullOrWhiteSpace(request.Why) ? new("Approval_ReasonMissing")
            : await ClosedPeriod.WhyNotAsync(db, clock.Today, ct);
        if (refusal is not null) { return refusal; }

        await GiveUpAsync(held, request.Why!.Trim(), request.By, ct);
        await db.SaveChangesAsync(ct);
        await applyCredit.RunAsync(
            held.Account, refund.Id, $"what refund {refund.Reference} gave back", request.By, ct);
        await tx.CommitAsync(ct);
        return refund;
    }

    /// <summary>Part of an act that has it in hand and knows that it was not issued.</summary>
    internal async Task GiveUpAsync(RefundInHand held, string why, Actor by, CancellationToken ct)
    {
        if (held.Refund.JournalEntryId is { } posted) { await MirrorAsync(held, posted, by, ct); }

        held.Refund.Move(RefundState.Canceled, clock.Now);
        foreach (var part in held.Parts) { part.State = RefundPartState.Dropped; }

        record.Write(held.Refund, nameof(CancelRefund), why, by);
    }

    private async Task MirrorAsync(RefundInHand held, Guid posted, Actor by, CancellationToken ct)
    {
        var entry = await db.JournalEntries.Include(e => e.Lines).AsNoTracking().SingleAsync(e => e.Id == posted, ct);
        db.RequireTransaction();
        await postEntry.RunAsync(
            entry.Reverse(new(
                Guid.CreateVersion7(), EntryKinds.Reversal, $"{entry.Id}", clock.Today, clock.Now, by.Name,
                $"Refund {held.Refund.Reference} given up")),
            ct);
        foreach (var part in held.Parts)
        {
            var payment = await db.Payments.SingleAsync(p => p.Id == part.PaymentId, ct);
            payment.Unapplied += part.Amount;
        }

        held.Account.Owe(-held.Refund.Amount);
    }
}
