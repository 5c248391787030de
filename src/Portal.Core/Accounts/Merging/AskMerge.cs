using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Accounts.Merging;

/// <summary>
/// Asks that two customers who are one person become one. Nothing changes until somebody else says yes. The same
/// operation asks once. Refuses one and the same, no reason, one who has no account left or whose merge is asked or
/// done, one with a restriction of payment, and persons of different kinds (a business is no person).
/// </summary>
public sealed class AskMerge(PortalDbContext db, BusinessClock clock)
{
    public const int LongestReason = 500;

    public sealed record Request(Guid OperationId, Guid KeptId, Guid MergedId, string? Reason, Actor By);

    public async Task<Outcome<CustomerMerge>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await MergeInHand.LockAsync(db, request.KeptId, request.MergedId, ct) is not { } both)
        {
            return new Refusal("Merge_SameOrMissing");
        }

        var merges = db.Set<CustomerMerge>();
        if (await merges.SingleOrDefaultAsync(m => m.Id == request.OperationId, ct) is { } already) { return already; }

        var faults = await MergeInHand.FaultsAsync(db, both, null, clock.Today, ct);
        faults.AddRange(await MergeInHand.WhyOwnAsync(db, both, request.By, ct));
        var reason = TypedLine.Of(request.Reason);
        if (reason.Length is 0 or > LongestReason) { faults.Add(new("Merge_ReasonMissing", LongestReason)); }
        if (Refusal.Of(faults) is { } refusal) { return refusal; }

        var merge = new CustomerMerge
        {
            Id = request.OperationId,
            KeptId = request.KeptId,
            MergedId = request.MergedId,
            Reason = reason,
            AskedBy = request.By.Name,
            AskedAt = clock.Now,
        };
        db.Add(merge);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(AskMerge), null, new { merge = merge.Id }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return merge;
    }
}

/// <summary>What asking, deciding and undoing share.</summary>
internal static class MergeInHand
{
    public sealed record Both(Customer Kept, Customer Merged);

    /// <summary>
    /// Every account of both in the order of their ids (decision 5), then both customers in theirs; null when they are
    /// one and the same or one is not there. Rows that only refer to an account need not wait: whoever has a customer
    /// in hand and writes to an account of theirs would otherwise wait for this, and this for them.
    /// </summary>
    public static async Task<Both?> LockAsync(PortalDbContext db, Guid keptId, Guid mergedId, CancellationToken ct)
    {
        if (keptId == mergedId) { return null; }

        await db.Database.ExecuteSqlAsync(
            $"""
            select 1 from customer_account where customer_id in ({keptId}, {mergedId}) order by id for no key update
            """, ct);
        Guid[] order = [.. new[] { keptId, mergedId }.Order()];
        var (first, second) = (await db.LockCustomerAsync(order[0], ct), await db.LockCustomerAsync(order[1], ct));
        return first is null || second is null ? null
            : first.Id == keptId ? new(first, second)
            : new(second, first);
    }

    /// <summary>Why they may not become one, all of it.</summary>
    /// <param name="own">The merge that is being decided.</param>
    public static async Task<List<Refusal>> FaultsAsync(
        PortalDbContext db, Both both, Guid? own, DateOnly today, CancellationToken ct)
    {
        var (kept, merged) = (both.Kept.Id, both.Merged.Id);
        var faults = new List<Refusal>();
        if (both.Kept.Kind != both.Merged.Kind) { faults.Add(new("Merge_OtherKind")); }

        if (!await db.CustomerAccounts.AnyAsync(a => a.CustomerId == merged, ct))
        {
            faults.Add(new("Merge_NoAccounts"));
        }

        if (await db.Set<CustomerMerge>().AnyAsync(
            m => m.Id != own && (m.State == MergeState.Asked || m.State == MergeState.Done)
                && (m.MergedId == merged || m.MergedId == kept
                    || (m.State == MergeState.Asked && m.KeptId == merged)), ct))
        {
            faults.Add(new("Merge_Before"));
        }

        if (await MergePreview.IsRestrictedAsync(db, merged, today, ct)) { faults.Add(new("Merge_Restricted")); }
        return faults;
    }

    /// <summary>Nobody merges what is theirs: it would be theirs no more (ck_customer_merge_own_account).</summary>
    public static async Task<IReadOnlyList<Refusal>> WhyOwnAsync(
        PortalDbContext db, Both both, Actor by, CancellationToken ct)
    {
        Guid[] customers = [both.Kept.Id, both.Merged.Id];
        foreach (var account in await db.CustomerAccounts.Where(a => customers.Contains(a.CustomerId))
            .Select(a => a.Id).ToListAsync(ct))
        {
            if (await db.IsOwnAccountAsync(by, account, ct)) { return [new("Merge_OwnAccount")]; }
        }

        return [];
    }

    /// <summary>Gives the accounts to a customer; the rows of the merge are written before, and allow it.</summary>
    public static async Task MoveAsync(PortalDbContext db, Guid[] accounts, Guid to, CancellationToken ct) =>
        await db.CustomerAccounts.Where(a => accounts.Contains(a.Id))
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.CustomerId, to), ct);
}
