using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Billing.Approvals;

/// <summary>
/// Ends at once what was lent. Revoked once; asked again, answers with that. Refuses whoever is neither the lender nor
/// a supervisor or higher.
/// </summary>
public sealed class RevokeBand(PortalDbContext db, BusinessClock clock)
{
    public sealed record Request(Guid DelegationId, Actor By);

    public async Task<Outcome<ApprovalDelegationEnd>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtext({nameof(RevokeBand)}), hashtext({$"{request.DelegationId}"}))", ct);
        if (await db.Set<ApprovalDelegation>().FindAsync([request.DelegationId], ct) is not { } lent)
        {
            return new Refusal("Lend_NotFound");
        }

        if (await db.Set<ApprovalDelegationEnd>().FindAsync([lent.Id], ct) is { } already) { return already; }

        if (Actor.Staff(lent.LenderId).Name != request.By.Name
            && await db.ReachOfAsync(request.By, ct) < StaffRoles.RankOf(StaffRole.Supervisor))
        {
            return new Refusal("Lend_OfAnother");
        }

        var end = new ApprovalDelegationEnd
        {
            DelegationId = lent.Id,
            EndedBy = request.By.Name,
            EndedAt = clock.Now,
        };
        db.Add(end);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(RevokeBand), null, new
        {
            delegation = lent.Id,
            borrower = lent.BorrowerId,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return end;
    }
}
