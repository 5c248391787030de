using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Money;
using Portal.Core.Payments.Arrangements;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.PaymentFees;
using Portal.Core.Payments.Refunds;
using Portal.Core.Payments.Relief;
using Portal.Core.Payments.Unclaimed;
using Portal.Core.Payments.Wallet;
using Portal.Core.Staff;

namespace Portal.Core.Payments;

/// <summary>
/// Takes a payment back, whatever happened since: every entry it caused is mirrored, every allocation reversed by a
/// row, each open item open again with its own due date (domain.md §4.4). What the customer had paid ahead otherwise
/// is put to what is open again. A gift that came with a debit the bank returns goes back too, and a fee with all that
/// its attempt paid; autopay whose bank sent it back stops, and an arrangement that it had kept ends. A second reversal
/// changes nothing.
/// Refuses an unknown payment, a returned item of a tender that no bank returns (ck_payment_reversal_returned_item),
/// a security deposit that was given back, since the city does not hold it any more, one of which a refund took part
/// that is not claimed (ck_payment_reversal_not_refunded), and one of which some became the city's
/// (ck_payment_reversal_not_turned_over).
/// </summary>
public sealed class ReversePayment(
    PortalDbContext db, PostJournalEntry postEntry, ApplyCredit applyCredit, RecordGift recordGift,
    RecordPaymentFee recordFee, StopReturnedAutopay stopAutopay, UndoKept undoKept, BusinessClock clock)
{
    public sealed record Request(Guid PaymentId, string Reason, Actor By)
    {
        public ReversalCause Cause { get; init; }

        /// <summary>What the bank said of a debit that came back: "R01" and so on; null for nothing.</summary>
        public string? ReturnCode { get; init; }
    }

    public async Task<Outcome<PaymentReversal>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await LockUsersOfMethodAsync(request, ct);
        var accountId = await db.Payments.Where(p => p.Id == request.PaymentId)
            .Select(p => (Guid?)p.CustomerAccountId).SingleOrDefaultAsync(ct);
        if (accountId is null || await db.LockAccountAsync(accountId.Value, ct) is not { } account)
        {
            return new Refusal("Payment_NotFound");
        }

        var already = await db.PaymentReversals.SingleOrDefaultAsync(r => r.PaymentId == request.PaymentId, ct);
        if (already is not null) { return already; }

        var payment = await db.Payments.SingleAsync(p => p.Id == request.PaymentId, ct);
        if (await WhyNotAsync(payment, request.Cause, ct) is { } refusal) { return refusal; }

        var standing = await Standing(payment.Id).ToListAsync(ct);
        var mirrors = await MirrorEntriesAsync(payment, request, ct);
        await TakeBackAsync(standing, mirrors, ct);
        payment.Unapplied = Usd.Zero;
        account.Owe(payment.Amount);
        var reversal = new PaymentReversal
        {
            PaymentId = payment.Id,
            JournalEntryId = mirrors[payment.JournalEntryId],
            Reason = request.Reason,
            Cause = request.Cause,
            ReversedAt = clock.Now,
            ReversedBy = request.By.Name,
        };
        db.Add(reversal);
        db.Add(AuditEntry.Of(
            clock.Now, request.By.Name, nameof(ReversePayment), account.Id,
            new { payment = payment.Id, cents = payment.Amount.Cents }));
        await db.SaveChangesAsync(ct);
        await recordGift.ReturnedAsync(payment, request, ct);
        if (request.Cause != ReversalCause.Moved) { await recordFee.TakenBackAsync(payment, request, ct); }

        await applyCredit.RunAsync(account, payment.Id, $"what {payment.Reference} had paid", request.By, ct);
        await undoKept.RunAsync(account.Id, ct);
        if (request.Cause == ReversalCause.ReturnedItem && payment.AttemptId is { } attempt)
        {
            await db.SaveChangesAsync(ct);
            await stopAutopay.RunAsync(new(attempt, request.ReturnCode), ct);
        }

        await tx.CommitAsync(ct);
        return reversal;
    }

    private async Task<Refusal?> WhyNotAsync(Payment payment, ReversalCause cause, CancellationToken ct)
    {
        if (payment.Tender == Tender.SecurityDeposit) { return new("Payment_WasDeposit"); }

        if (await db.WasRefundedAsync(payment.Id, ct)) { return new("Payment_WasRefunded"); }

        if (await db.Set<UnclaimedTurnoverPart>().AnyAsync(p => p.PaymentId == payment.Id, ct))
        {
            return new("Payment_TurnedOver");
        }

        return cause == ReversalCause.ReturnedItem && !Payment.CanComeBack(payment.Tender)
            || cause == ReversalCause.Disputed && payment.Tender != Tender.Card
            ? new("Payment_CannotComeBack")
            : null;
    }

    /// <summary>What comes back may stop other accounts that its method pays: all are locked in id order.</summary>
    private async Task LockUsersOfMethodAsync(Request request, CancellationToken ct)
    {
        var attempt = request.Cause != ReversalCause.ReturnedItem ? (Guid?)null : await db.Payments
            .Where(p => p.Id == request.PaymentId).Select(p => p.AttemptId).SingleOrDefaultAsync(ct);
        if (attempt is { } id)
        {
            await db.LockAccountsUntrackedAsync(await db.AccountsUsingAsync(id, ct), ct);
        }
    }

    private IQueryable<Allocation> Standing(Guid paymentId) =>
        db.Allocations.Where(a => a.PaymentId == paymentId && a.ReversesId == null
            && !db.Allocations.Any(r => r.ReversesId == a.Id));

    /// <summary>Mirrors the payment's entry and those by which its credit was applied or freed later.</summary>
    /// <returns>The mirror's id by the original's.</returns>
    private async Task<Dictionary<Guid, Guid>> MirrorEntriesAsync(
        Payment payment, Request request, CancellationToken ct)
    {
        var ids = await db.Allocations.Where(a => a.PaymentId == payment.Id)
            .Select(a => a.JournalEntryId).Distinct().ToListAsync(ct);
        ids = [.. ids.Append(payment.JournalEntryId).Distinct()];
        var entries = await db.JournalEntries.Include(e => e.Lines).AsNoTracking()
            .Where(e => ids.Contains(e.Id)).ToListAsync(ct);
        var mirrors = new Dictionary<Guid, Guid>();
        foreach (var entry in entries.OrderBy(e => e.Id))
        {
            var mirror = entry.Reverse(new(Guid.CreateVersion7(), EntryKinds.Reversal, entry.Id.ToString(), clock.Today,
                clock.Now, request.By.Name, $"{payment.Reference} taken back: {request.Reason}"));
            await postEntry.RunAsync(mirror, ct);
            mirrors.Add(entry.Id, mirror.Id);
        }

        return mirrors;
    }

    private async Task TakeBackAsync(
        List<Allocation> standing, Dictionary<Guid, Guid> mirrors, CancellationToken ct)
    {
        var itemIds = standing.Select(a => a.OpenItemId).ToList();
        var items = await db.OpenItems.Where(i => itemIds.Contains(i.Id)).ToDictionaryAsync(i => i.Id, ct);
        foreach (var allocation in standing)
        {
            items[allocation.OpenItemId].Open += allocation.Amount;
            db.Add(allocation.TakenBack(mirrors[allocation.JournalEntryId], clock.Now));
        }
    }
}
