using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Payments.Autopay;
using Portal.Core.Payments.Drafts;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Wallet;

/// <summary>
/// Takes a method out of its owner's wallet, and lets the processor forget it. Asked again, answers with the same.
/// Refuses one that is not theirs, and one that autopay or a payment to come still uses.
/// </summary>
public sealed class RemoveMethod(PortalDbContext db, TellOwner tellOwner, BusinessClock clock)
{
    public async Task<Outcome<SavedMethod>> RunAsync(Guid userId, Guid methodId, CancellationToken ct)
    {
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        if (await db.LockMethodAsync(methodId, ct) is not { } method || method.UserId != userId)
        {
            return new Refusal("Method_NotFound");
        }

        if (method.RemovedAt is not null)
        {
            return method;
        }

        if (await WhyNotAsync(db, methodId, ct) is { } refusal)
        {
            return refusal;
        }

        method.Remove(clock.Now);
        await db.RecordAsync(method, SavedMethodEventKind.Removed, Actor.Resident(userId), clock.Now, ct);
        await db.ForgetLaterAsync(method.ProcessorMethodId, clock.Now, ct);
        db.Add(AuditEntry.Of(
            clock.Now, Actor.Resident(userId).Name, nameof(RemoveMethod), null, new { method = methodId }));
        await db.SaveChangesAsync(ct);
        await tellOwner.MethodAsync(method, MethodNews.Removed, methodId.ToString(), ct);
        await tx.CommitAsync(ct);
        return method;
    }

    /// <summary>What still uses a method; null when nothing does.</summary>
    public static async Task<Refusal?> WhyNotAsync(PortalDbContext db, Guid methodId, CancellationToken ct) =>
        await db.AutopayEnrollments.AnyAsync(e => e.MethodId == methodId && e.State != AutopayState.Ended, ct)
            ? new("Method_UsedByAutopay")
        : await db.Drafts.AnyAsync(d => d.MethodId == methodId
            && (d.State == DraftState.Promised || d.State == DraftState.Sending), ct) ? new("Method_UsedBySchedule")
        : null;
}
