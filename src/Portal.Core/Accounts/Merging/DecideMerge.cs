using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Accounts.Merging;

/// <summary>
/// Somebody else says yes or no to a merge (ck_customer_merge_second_person). With a yes every account of the one goes
/// over to the other, each with a row and an audit entry; balances, links, numbers and histories go along unchanged.
/// Decided twice is once. Refuses who asked, and what stands in the way since it was asked.
/// </summary>
public sealed class DecideMerge(PortalDbContext db, BusinessClock clock)
{
    public sealed record Request(Guid MergeId, bool Yes, Actor By);

    public async Task<Outcome<CustomerMerge>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var asked = await db.Set<CustomerMerge>().AsNoTracking().SingleOrDefaultAsync(m => m.Id == request.MergeId, ct);
        if (asked is null || await MergeInHand.LockAsync(db, asked.KeptId, asked.MergedId, ct) is not { } both)
        {
            return new Refusal("Merge_NotFound");
        }

        var merge = await db.Set<CustomerMerge>().SingleAsync(m => m.Id == request.MergeId, ct);
        if (merge.State != MergeState.Asked) { return merge; }

        if (merge.AskedBy == request.By.Name) { return new Refusal("Merge_Own"); }

        if (Refusal.Of(await MergeInHand.WhyOwnAsync(db, both, request.By, ct)) is { } own) { return own; }

        if (request.Yes
            && Refusal.Of(await MergeInHand.FaultsAsync(db, both, merge.Id, clock.Today, ct)) is { } refusal)
        {
            return refusal;
        }

        (merge.DecidedBy, merge.DecidedAt) = (request.By.Name, clock.Now);
        merge.State = request.Yes ? MergeState.Done : MergeState.Declined;
        await WriteAsync(merge, request, ct);
        await tx.CommitAsync(ct);
        return merge;
    }

    private async Task WriteAsync(CustomerMerge merge, Request request, CancellationToken ct)
    {
        Guid[] accounts = request.Yes
            ? await db.CustomerAccounts.Where(a => a.CustomerId == merge.MergedId).Select(a => a.Id).ToArrayAsync(ct)
            : [];
        db.AddRange(accounts.Select(a => new CustomerMergeAccount { MergeId = merge.Id, CustomerAccountId = a }));
        db.AddRange(accounts.Select(a => AuditEntry.Of(clock.Now, request.By.Name, nameof(DecideMerge), a, new
        {
            merge = merge.Id,
            from = merge.MergedId,
            to = merge.KeptId,
        })));
        await db.SaveChangesAsync(ct);
        await MergeInHand.MoveAsync(db, accounts, merge.KeptId, ct);
    }
}
