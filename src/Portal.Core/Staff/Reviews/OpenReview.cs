using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Staff.Reviews;

/// <summary>
/// Opens this quarter's review with everybody in it, as they are now. Refuses a second one of the quarter
/// (ux_access_review_quarter).
/// </summary>
public sealed class OpenReview(PortalDbContext db, BusinessClock clock)
{
    public sealed record Request(Guid OperationId, Actor By);

    public async Task<Outcome<AccessReview>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('staff'))", ct);
        var quarter = AccessReview.QuarterOf(clock.Today);
        if (await db.Set<AccessReview>().SingleOrDefaultAsync(r => r.QuarterOn == quarter, ct) is { } already)
        {
            return already.Id == request.OperationId ? already : new Refusal("Review_Open");
        }

        var review = new AccessReview
        {
            Id = request.OperationId,
            QuarterOn = quarter,
            OpenedBy = request.By.Name,
            OpenedAt = clock.Now,
        };
        db.Add(review);
        await db.SaveChangesAsync(ct);
        foreach (var member in await db.StaffMembers.AsNoTracking().ToListAsync(ct))
        {
            db.Add(new AccessReviewItem
            {
                ReviewId = review.Id,
                UserId = member.UserId,
                Role = StaffRoles.WordOf(member.Role),
                Also = member.Also,
                Suspended = member.SuspendedAt is not null,
            });
        }

        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(OpenReview), null, new
        {
            review = review.Id,
            quarter,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return review;
    }
}
