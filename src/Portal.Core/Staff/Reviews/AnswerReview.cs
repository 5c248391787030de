using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff.Team;

namespace Portal.Core.Staff.Reviews;

/// <summary>
/// Says of one person whether their rights are right; while the review is open the answer may be given anew. Refuses
/// one's own rights (ck_access_review_item_not_own), a closed review, and "to be changed" without saying what.
/// </summary>
public sealed class AnswerReview(PortalDbContext db, BusinessClock clock)
{
    public sealed record Request(Guid ReviewId, Guid UserId, AccessAnswer Answer, string? Note, Actor By);

    public async Task<Outcome<AccessReviewItem>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (await db.TakeReviewAsync(request.ReviewId, ct) is not { } review
            || await db.Set<AccessReviewItem>().SingleOrDefaultAsync(
                i => i.ReviewId == review.Id && i.UserId == request.UserId, ct) is not { } item)
        {
            return new Refusal("Review_NotFound");
        }

        if (WhyNot(request, review) is { } refusal) { return refusal; }

        (item.Answer, item.Note) = (request.Answer, request.Note?.Trim() ?? "");
        (item.AnsweredBy, item.AnsweredAt) = (request.By.Name, clock.Now);
        db.Add(AuditEntry.Of(clock.Now, request.By.Name, nameof(AnswerReview), null, new
        {
            review = review.Id,
            user = item.UserId,
            answer = $"{item.Answer}",
            note = item.Note,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return item;
    }

    private static Refusal? WhyNot(Request request, AccessReview review) =>
        request.By.Name == Actor.Staff(request.UserId).Name ? new("Review_OwnAccess")
        : review.ClosedAt is not null ? new("Review_Closed")
        : request.Note?.Trim().Length > GiveRole.LongestWhy ? new("Staff_WhyMissing", GiveRole.LongestWhy)
        : request.Answer == AccessAnswer.ToChange && string.IsNullOrWhiteSpace(request.Note)
            ? new("Review_NoteMissing")
        : null;
}

/// <summary>A review under its lock.</summary>
internal static class ReviewInHand
{
    public static async Task<AccessReview?> TakeReviewAsync(this PortalDbContext db, Guid id, CancellationToken ct) =>
        (await db.Set<AccessReview>().FromSql($"select * from access_review where id = {id} for update")
            .ToListAsync(ct)).SingleOrDefault();
}
