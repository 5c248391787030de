using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Payments.Unidentified;

/// <summary>
/// Says who looks for the owner of money in suspense. Given to whoever has it already, nothing happens. Refuses an
/// unknown item, one that has ended, somebody who does not work here.
/// </summary>
public sealed class AssignSuspense(PortalDbContext db, BusinessClock clock)
{
    public sealed record Request(Guid ItemId, Guid AssignedTo, Actor By);

    public async Task<Outcome<SuspenseItem>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.TakeSuspenseAsync(request.ItemId, ct) is not { } item) { return new Refusal("Suspense_NotFound"); }

        if (await db.Set<SuspenseResolution>().AnyAsync(r => r.ItemId == item.Id, ct))
        {
            return new Refusal("Suspense_Ended");
        }

        if (!await db.StaffMembers.AnyAsync(s => s.UserId == request.AssignedTo && s.SuspendedAt == null, ct))
        {
            return new Refusal("Suspense_NobodyHere");
        }

        if (await db.OwnerOfSuspenseAsync(item.Id, ct) == request.AssignedTo) { return item; }

        db.Add(new SuspenseAssignment
        {
            Id = Guid.CreateVersion7(),
            ItemId = item.Id,
            AssignedTo = request.AssignedTo,
            AssignedAt = clock.Now,
            AssignedBy = request.By.Name,
        });
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(AssignSuspense), null, new
        {
            item = item.Id,
            to = request.AssignedTo,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return item;
    }
}

/// <summary>Locks and questions of money in suspense.</summary>
internal static class SuspenseQueries
{
    /// <summary>The item, in hand of one at a time: its row never changes, so a lock by name stands for it.</summary>
    public static async Task<SuspenseItem?> TakeSuspenseAsync(this PortalDbContext db, Guid id, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext({$"suspense:{id}"}))", ct);
        return await db.SuspenseItems.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, ct);
    }

    public static Task<Guid?> OwnerOfSuspenseAsync(this PortalDbContext db, Guid id, CancellationToken ct) =>
        db.Set<SuspenseAssignment>().Where(a => a.ItemId == id).OrderByDescending(a => a.AssignedAt)
            .ThenByDescending(a => a.Id).Select(a => (Guid?)a.AssignedTo).FirstOrDefaultAsync(ct);

    /// <summary>The matter is over for the office.</summary>
    public static Task<int> EndSuspenseTaskAsync(
        this PortalDbContext db, SuspenseItem item, Actor by, DateTimeOffset at, CancellationToken ct)
    {
        var key = $"suspense:{item.ProcessorPaymentId ?? $"{item.Id}"}";
        return db.Database.ExecuteSqlAsync(
            $"update office_task set done_at = {at}, done_by = {by.Name} where dedupe_key = {key} and done_at is null",
            ct);
    }
}
