using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Accounts.Merging;

/// <summary>
/// Gives the accounts of a merge back to whose they were, within thirty days (ck_customer_merge_undone_in_time).
/// Accounts that were opened since stay where they were opened. Undone twice is once. Refuses no reason, and what is
/// too late or was never done.
/// </summary>
public sealed class UndoMerge(PortalDbContext db, BusinessClock clock)
{
    public sealed record Request(Guid MergeId, string? Reason, Actor By);

    public async Task<Outcome<CustomerMerge>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var done = await db.Set<CustomerMerge>().AsNoTracking().SingleOrDefaultAsync(m => m.Id == request.MergeId, ct);
        if (done is null || await MergeInHand.LockAsync(db, done.KeptId, done.MergedId, ct) is not { } both)
        {
            return new Refusal("Merge_NotFound");
        }

        var merge = await db.Set<CustomerMerge>().SingleAsync(m => m.Id == request.MergeId, ct);
        if (merge.State == MergeState.Undone) { return merge; }

        var reason = TypedLine.Of(request.Reason);
        if (!merge.CanBeUndone(clock.Now)) { return new Refusal("Merge_TooLate", CustomerMerge.UndoDays); }

        if (reason.Length is 0 or > AskMerge.LongestReason)
        {
            return new Refusal("Merge_ReasonMissing", AskMerge.LongestReason);
        }

        if (Refusal.Of(await MergeInHand.WhyOwnAsync(db, both, request.By, ct)) is { } own) { return own; }

        (merge.State, merge.UndoneBy, merge.UndoneAt, merge.UndoReason) =
            (MergeState.Undone, request.By.Name, clock.Now, reason);
        // What went over and, by a later merge of the other, is with them still.
        Guid[] accounts = await db.Set<CustomerMergeAccount>()
            .Where(a => a.MergeId == merge.Id && db.CustomerAccounts.Any(
                c => c.Id == a.CustomerAccountId && c.CustomerId == merge.KeptId))
            .Select(a => a.CustomerAccountId).ToArrayAsync(ct);
        db.AddRange(accounts.Select(a => AuditEntry.Of(clock.Now, request.By.Name, nameof(UndoMerge), a, new
        {
            merge = merge.Id,
            from = merge.KeptId,
            to = merge.MergedId,
        })));
        await db.SaveChangesAsync(ct);
        await MergeInHand.MoveAsync(db, accounts, merge.MergedId, ct);
        await tx.CommitAsync(ct);
        return merge;
    }
}
