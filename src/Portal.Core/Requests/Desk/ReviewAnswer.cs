using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Requests.Desk;

/// <summary>
/// A colleague says how good an answer of the month's sample was. The same operation says it once. Refuses who answered
/// it, a month that is not over, what is not in its sample or was reviewed, no score from 1 to 5, and a
/// low score without words.
/// </summary>
public sealed class ReviewAnswer(PortalDbContext db, BusinessClock clock)
{
    /// <summary>Below it a review says why.</summary>
    public const int LowScore = 3;

    private const int LongestNote = 1_000;

    /// <param name="EventId">The answer, or the end.</param>
    /// <param name="Month">First day of the month of the sample.</param>
    public sealed record Request(
        Guid OperationId, Guid EventId, DateOnly Month, int? Score, string? Note, Guid StaffUserId);

    public async Task<Outcome<QualityReview>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended('quality_review', 93))", ct);
        if (await db.Set<QualityReview>().SingleOrDefaultAsync(r => r.Id == request.OperationId, ct) is { } done)
        {
            return done;
        }

        var sample = await QualitySample.OfAsync(db, request.Month, clock, ct);
        var note = RichText.Plain(request.Note) is { Length: > 0 } words ? words : null;
        if (sample.SingleOrDefault(r => r.EventId == request.EventId) is not { } row)
        {
            return new Refusal("Quality_NotInSample");
        }

        if (!QualitySample.IsOver(request.Month, clock)) { return new Refusal("Quality_MonthRuns"); }

        if (WhyNot(request, row, note) is { } refusal) { return refusal; }

        var review = new QualityReview
        {
            Id = request.OperationId, EventId = row.EventId, AnsweredBy = row.AnsweredBy,
            ReviewedBy = request.StaffUserId, Score = request.Score!.Value, Note = note, ReviewedAt = clock.Now,
        };
        db.Add(review);
        db.Add(AuditEntry.Of(clock.Now, Actor.Staff(request.StaffUserId).Name, nameof(ReviewAnswer), null, new
        {
            request = row.RequestId,
            answer = row.EventId,
            score = review.Score,
        }));
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return review;
    }

    private static Refusal? WhyNot(Request request, QualitySample.Row row, string? note) =>
        row.AnsweredBy == request.StaffUserId ? new("Quality_Own")
        : row.Score is not null ? new("Quality_Done")
        : request.Score is not (>= 1 and <= 5) ? new("Request_ScoreMissing")
        : note is { Length: > LongestNote } ? new("Request_WordsLong", LongestNote)
        : request.Score < LowScore && note is null ? new("Quality_SayWhy")
        : null;
}
