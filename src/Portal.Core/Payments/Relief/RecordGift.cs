using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Relief;

/// <summary>
/// Books a gift with the attempt that brought it, in its transaction: deposits in transit against the relief fund's own
/// revenue, no customer account on any line. And takes it back when the bank returns the debit; a refund or correction
/// of the payment leaves it alone.
/// </summary>
public sealed class RecordGift(PortalDbContext db, PostJournalEntry postEntry, BusinessClock clock)
{
    /// <param name="attempt">Just succeeded.</param>
    internal async Task ReceivedAsync(PaymentAttempt attempt, Actor by, CancellationToken ct)
    {
        if (!attempt.Gift.IsPositive)
        {
            return;
        }

        var entry = JournalEntry.Of(
            new(Guid.CreateVersion7(), EntryKinds.Gift, $"{attempt.Id}", clock.Today, clock.Now, by.Name,
                "Gift to the relief fund"),
            JournalLine.Debit(Funds.TreasuryClearing, GlAccounts.DepositsInTransit, attempt.Gift),
            JournalLine.Credit(Funds.Relief, GlAccounts.ReliefGifts, attempt.Gift));
        await postEntry.RunAsync(entry, ct);
        db.Add(new ReliefGift
        {
            AttemptId = attempt.Id, Amount = attempt.Gift, GivenOn = clock.Today, JournalEntryId = entry.Id,
        });
        db.Add(AuditEntry.Of(clock.Now, by.Name, nameof(RecordGift), null, new
        {
            attempt = attempt.Id,
            cents = attempt.Gift.Cents,
        }));
    }

    /// <summary>Of a debit that the bank returned: once, whichever of its payments comes first.</summary>
    internal async Task ReturnedAsync(Payment payment, ReversePayment.Request returned, CancellationToken ct)
    {
        if (returned.Cause != ReversalCause.ReturnedItem || payment.AttemptId is not { } attemptId)
        {
            return;
        }

        var gift = await db.Set<ReliefGift>().AsNoTracking().SingleOrDefaultAsync(g => g.AttemptId == attemptId, ct);
        // Two accounts' returns hold two locks: this one orders them.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext({$"gift:{attemptId}"}))", ct);
        if (gift is null || await db.Set<ReliefGiftReversal>().AnyAsync(g => g.AttemptId == attemptId, ct))
        {
            return;
        }

        var entry = await db.JournalEntries.Include(e => e.Lines).AsNoTracking()
            .SingleAsync(e => e.Id == gift.JournalEntryId, ct);
        var mirror = entry.Reverse(new(
            Guid.CreateVersion7(), EntryKinds.Reversal, $"{entry.Id}", clock.Today, clock.Now, returned.By.Name,
            $"Gift taken back by the bank: {returned.Reason}"));
        await postEntry.RunAsync(mirror, ct);
        db.Add(new ReliefGiftReversal
        {
            AttemptId = attemptId, JournalEntryId = mirror.Id, Reason = returned.Reason, ReversedAt = clock.Now,
            ReversedBy = returned.By.Name,
        });
        await db.SaveChangesAsync(ct);
    }
}
