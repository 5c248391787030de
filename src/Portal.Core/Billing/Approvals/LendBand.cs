using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Approvals;

/// <summary>
/// Lends a colleague who approves already how far one's own word reaches, for at most sixty days. The same operation
/// lends once. Refuses whoever has nothing farther to lend, a colleague who approves nothing, oneself, days that are
/// past or too many, and no reason. No permission is lent, so no pair of duties comes of it.
/// </summary>
public sealed class LendBand(PortalDbContext db, BusinessClock clock)
{
    public const int MostDays = 60;

    public const int LongestWhy = 200;

    public sealed record Request(
        Guid OperationId, Guid LenderId, Guid? BorrowerId, DateOnly? FromOn, DateOnly? ToOn, string? Why);

    public async Task<Outcome<ApprovalDelegation>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtext({nameof(LendBand)}), hashtext({$"{request.OperationId}"}))", ct);
        if (await db.Set<ApprovalDelegation>().FindAsync([request.OperationId], ct) is { } already) { return already; }

        if (await WhyNotAsync(request, ct) is { } refusal) { return refusal; }

        var lent = new ApprovalDelegation
        {
            Id = request.OperationId,
            LenderId = request.LenderId,
            BorrowerId = request.BorrowerId!.Value,
            FromOn = request.FromOn!.Value,
            ToOn = request.ToOn!.Value,
            Why = request.Why!.Trim(),
            MadeAt = clock.Now,
        };
        db.Add(lent);
        db.Add(AuditEntry.Of(clock.Now, Actor.Staff(request.LenderId).Name, nameof(LendBand), null, new
        {
            delegation = lent.Id,
            borrower = lent.BorrowerId,
            from = lent.FromOn,
            until = lent.ToOn,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return lent;
    }

    private async Task<Refusal?> WhyNotAsync(Request request, CancellationToken ct)
    {
        if (request.BorrowerId is not { } borrower || borrower == request.LenderId)
        {
            return new("Lend_ToNobody");
        }

        if (request.FromOn is not { } from || request.ToOn is not { } to || from < clock.Today || to < from
            || to > from.AddDays(MostDays))
        {
            return new("Lend_Days", MostDays);
        }

        if (request.Why?.Trim() is not { Length: > 0 and <= LongestWhy }) { return new("Lend_WhyMissing", LongestWhy); }

        var staff = await db.StaffMembers.AsNoTracking()
            .SingleOrDefaultAsync(s => s.UserId == borrower && s.SuspendedAt == null, ct);
        return staff is null || !StaffRoles.HeldBy(staff.Roles).Contains(Can.ApproveAdjustments) ? new("Lend_ToNobody")
            : await db.ReachOfAsync(Actor.Staff(request.LenderId), ct) <= staff.Roles.Max(StaffRoles.RankOf)
                ? new("Lend_Nothing")
            : null;
    }
}
