using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Ledger;
using Portal.Core.Payments.Refunds;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Checks;

/// <summary>
/// Moves one check: under its account's lock, with what the move posts, a line of its life and an audit entry. Moved to
/// where it is already, nothing happens. Refuses an unknown check, a move that the table has not, an account of their
/// own, a closed period; who asked for a stop does not confirm it, and who confirmed it does not replace the check
/// (ck_bank_check_stop_confirmer, ck_bank_check_stop_reissuer). What acts on checks end here.
/// </summary>
public sealed class ChangeCheck(
    PortalDbContext db, PostJournalEntry postEntry, BusinessClock clock)
{
    /// <summary>What is in hand while a check moves.</summary>
    internal sealed record Held(BankCheck Check, Refund Refund, CustomerAccount Account, List<RefundPart> Parts);

    /// <param name="note">For its life; may be empty.</param>
    /// <param name="post">Makes the entry of the move, from the state under the lock; null for none.</param>
    /// <param name="also">What else follows, in the same transaction; a refusal undoes all.</param>
    internal async Task<Outcome<BankCheck>> RunAsync(
        Guid checkId, CheckState to, string note, Actor by, Func<Held, Task<JournalEntry?>>? post,
        Func<Held, Task<Refusal?>>? also, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var refundId = await db.Set<BankCheck>().Where(c => c.Id == checkId)
            .Select(c => (Guid?)c.RefundId).SingleOrDefaultAsync(ct);
        if (refundId is null || await db.TakeRefundAsync(refundId.Value, ct) is not { } held)
        {
            return new Refusal("Check_NotFound");
        }

        db.Forget(read => read is BankCheck c && c.Id == checkId);
        var check = await db.Set<BankCheck>().SingleAsync(c => c.Id == checkId, ct);
        if (check.State == to) { return check; }

        var refusal = !CheckMoves.May(check.State, to) ? new Refusal("Check_CannotMove", check.Number)
            : await db.IsOwnAccountAsync(by, held.Account.Id, ct) ? new("Refund_OwnAccount")
            : to == CheckState.Stopped && check.ChangedBy == by.Name ? new("Check_StopAsker")
            : (check.State, to) == (CheckState.Stopped, CheckState.Reissued) && check.ChangedBy == by.Name
                ? new("Check_StopConfirmer")
            : to == CheckState.Cleared && await WroteItAsync(check, by, ct) ? new("Check_Reconciler")
            : await ClosedPeriod.WhyNotAsync(db, clock.Today, ct);
        if (refusal is not null) { return refusal; }

        var inHand = new Held(check, held.Refund, held.Account, held.Parts);
        var entry = post is null ? null : await post(inHand);
        db.RequireTransaction();
        if (entry is not null) { await postEntry.RunAsync(entry, ct); }

        check.Move(to, by.Name, clock.Now);
        if (to == CheckState.Mailed) { check.MailedOn ??= clock.Today; }

        Record(inHand, note, by, entry?.Id);
        await db.SaveChangesAsync(ct);
        if (also is not null && await also(inHand) is { } no) { return no; }

        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return check;
    }

    /// <summary>The mirror of an entry of the check's, posted today.</summary>
    internal async Task<JournalEntry?> MirrorAsync(Guid entryId, string memo, Actor by, CancellationToken ct)
    {
        var entry = await db.JournalEntries.Include(e => e.Lines).AsNoTracking().SingleAsync(e => e.Id == entryId, ct);
        return entry.Reverse(new(
            Guid.CreateVersion7(), EntryKinds.Reversal, $"{entry.Id}", clock.Today, clock.Now, by.Name, memo));
    }

    /// <summary>The entry that a move of a check posted; null where it posted none.</summary>
    internal Task<Guid?> EntryOfAsync(Guid checkId, CheckState state, CancellationToken ct) => db.Set<BankCheckEvent>()
        .Where(e => e.CheckId == checkId && e.State == state).Select(e => e.JournalEntryId).FirstOrDefaultAsync(ct);

    /// <summary>Who reconciles is neither who wrote nor who printed (ck_bank_check_reconciler).</summary>
    private async Task<bool> WroteItAsync(BankCheck check, Actor by, CancellationToken ct) =>
        check.IssuedBy == by.Name
        || await db.Set<CheckRun>().AnyAsync(r => r.Id == check.RunId && r.MadeBy == by.Name, ct);

    private void Record(Held held, string note, Actor by, Guid? entryId)
    {
        var check = held.Check;
        db.Add(new BankCheckEvent
        {
            Id = Guid.CreateVersion7(),
            CheckId = check.Id,
            State = check.State,
            Note = note.Trim(),
            OnDay = clock.Today,
            At = clock.Now,
            ByWhom = by.Name,
            JournalEntryId = entryId,
        });
        db.Add(AuditEntry.Of(clock.Now, by.Name, $"Check{check.State}", held.Account.Id, new
        {
            check = check.Id,
            number = check.Number,
            cents = check.Amount.Cents,
        }));
    }
}
