using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Accounts.Flags;

/// <summary>
/// Somebody looked at a flag again: it stays, with what was found, who answers for it and the next day. The task that
/// asked for it is done. The same operation is one look. Refuses no finding, nobody to answer for it, a day that is
/// not ahead or more than a year away, and a flag that was lifted.
/// </summary>
public sealed class ReviewFlag(PortalDbContext db, BusinessClock clock)
{
    public sealed record Request(
        Guid OperationId, Guid CustomerAccountId, Guid FlagId, string? Finding, Guid? OwnerId, DateOnly? ReviewOn,
        Actor By);

    public async Task<Outcome<AccountFlag>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.LockFlagAsync(request.CustomerAccountId, request.FlagId, ct) is not { } flag)
        {
            return new Refusal("Flag_NotFound");
        }

        if (await db.Set<AccountFlagStep>().AnyAsync(s => s.Id == request.OperationId, ct)) { return flag; }

        if (flag.LiftedAt is not null) { return new Refusal("Flag_IsLifted"); }

        if (await WhyNotAsync(request, ct) is { } refusal) { return refusal; }

        db.Add(new AccountFlagStep
        {
            Id = request.OperationId,
            FlagId = flag.Id,
            Act = FlagAct.Review,
            Reason = TypedLine.Of(request.Finding),
            OwnerId = request.OwnerId!.Value,
            ReviewOn = request.ReviewOn,
            ByWhom = request.By.Name,
            At = clock.Now,
        });
        flag.OwnerId = request.OwnerId!.Value;
        flag.ReviewOn = request.ReviewOn!.Value;
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(ReviewFlag), flag.CustomerAccountId, new
        {
            flag = flag.Id,
            review = flag.ReviewOn,
        }));
        await db.SaveChangesAsync(ct);
        await db.ReviewTaskDoneAsync(flag.Id, request.By, clock.Now, ct);
        await tx.CommitAsync(ct);
        return flag;
    }

    private async Task<Refusal?> WhyNotAsync(Request request, CancellationToken ct)
    {
        var faults = new List<Refusal>();
        if (TypedLine.Of(request.Finding).Length is 0 or > PlaceFlag.LongestReason)
        {
            faults.Add(new("Flag_ReasonMissing", PlaceFlag.LongestReason));
        }

        if (!await db.MayOwnFlagAsync(request.OwnerId, ct)) { faults.Add(new("Flag_OwnerMissing")); }
        if (PlaceFlag.WhyNotReview(request.ReviewOn, clock.Today) is { } late) { faults.Add(late); }
        return Refusal.Of(faults);
    }
}

/// <summary>What reviewing and lifting share.</summary>
internal static class FlagInHand
{
    /// <summary>Under its account's lock; null when the account has no such flag.</summary>
    public static async Task<AccountFlag?> LockFlagAsync(
        this PortalDbContext db, Guid accountId, Guid flagId, CancellationToken ct) =>
        await db.LockAccountAsync(accountId, ct) is null
            ? null
            : await db.Set<AccountFlag>().SingleOrDefaultAsync(
                f => f.Id == flagId && f.CustomerAccountId == accountId, ct);

    public static Task<int> ReviewTaskDoneAsync(
        this PortalDbContext db, Guid flagId, Actor by, DateTimeOffset now, CancellationToken ct) =>
        db.OfficeTasks
            .Where(t => t.Kind == RaiseFlagReviews.Kind && t.DoneAt == null
                && t.DedupeKey.StartsWith($"{RaiseFlagReviews.Kind}:{flagId}:"))
            .ExecuteUpdateAsync(t => t.SetProperty(x => x.DoneAt, now).SetProperty(x => x.DoneBy, by.Name), ct);
}
