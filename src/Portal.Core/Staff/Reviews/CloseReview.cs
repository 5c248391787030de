using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.Staff.Reviews;

/// <summary>
/// Closes a review: from then on it is a record. Closing again changes nothing. Refuses while somebody has no answer
/// (ck_access_review_complete).
/// </summary>
public sealed class CloseReview(PortalDbContext db, BusinessClock clock)
{
    public sealed record Request(Guid ReviewId, Actor By);

    public async Task<Outcome<AccessReview>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.TakeReviewAsync(request.ReviewId, ct) is not { } review) { return new Refusal("Review_NotFound"); }

        if (review.ClosedAt is not null) { return review; }

        var open = await db.Set<AccessReviewItem>().CountAsync(i => i.ReviewId == review.Id && i.Answer == null, ct);
        if (open > 0) { return new Refusal("Review_Incomplete", open); }

        (review.ClosedBy, review.ClosedAt) = (request.By.Name, clock.Now);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(CloseReview), null, new { review = review.Id }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return review;
    }
}
