using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Requests;

/// <summary>
/// Who asked says how well the latest answer helped, from 1 to 5. Each answer is rated once; rated again it stays as it
/// was. Refuses a request that is not theirs, one without an answer, another number, words that are too long.
/// </summary>
public sealed class RateAnswer(PortalDbContext db, RequestInHand hand, BusinessClock clock)
{
    public const int LongestWords = 1_000;

    public sealed record Request(Guid RequestId, Asker Asker, int Score, string? Words);

    public async Task<Outcome<RequestRating>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var words = RichText.Plain(request.Words);
        if (request.Score is < 1 or > 5) { return new Refusal("Request_ScoreMissing"); }

        if (words.Length > LongestWords) { return new Refusal("Request_WordsLong", LongestWords); }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        if (!await db.RequestsOf(request.Asker).AnyAsync(r => r.Id == request.RequestId, ct))
        {
            return new Refusal("Request_NotFound");
        }

        await hand.LockAsync(request.RequestId, ct);
        var answer = await db.Set<RequestEvent>()
            .Where(e => e.RequestId == request.RequestId && e.Act == RequestAct.Answer)
            .OrderByDescending(e => e.At).FirstOrDefaultAsync(ct);
        if (answer is null) { return new Refusal("Request_NotAnswered"); }

        if (await db.Set<RequestRating>().SingleOrDefaultAsync(r => r.AnswerId == answer.Id, ct) is { } already)
        {
            return already;
        }

        var rating = new RequestRating
        {
            AnswerId = answer.Id, Score = request.Score, Words = words.Length == 0 ? null : words, At = clock.Now,
            By = request.Asker.Actor.Name,
        };
        db.Add(rating);
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return rating;
    }
}
