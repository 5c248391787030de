using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;

namespace Portal.Core.Requests.Calls;

/// <summary>Who asked by another way than the site, and what they were asked to show who they are.</summary>
public sealed record CallerRecord(RequestCaller Who, IReadOnlyList<CallerRecord.Check> Checks)
{
    /// <param name="Question">In both languages.</param>
    public sealed record Check(CallerQuestion Question, bool IsPassed);

    internal static async Task<CallerRecord?> OfAsync(PortalDbContext db, Guid? callerId, CancellationToken ct)
    {
        if (await db.Set<RequestCaller>().AsNoTracking().SingleOrDefaultAsync(c => c.Id == callerId, ct)
            is not { } who)
        {
            return null;
        }

        return new(who, await (
            from check in db.Set<CallerCheck>()
            join question in db.Set<CallerQuestion>() on check.Question equals question.Code
            where check.CallerId == callerId
            orderby question.Sort
            select new Check(question, check.IsPassed)).AsNoTracking().ToListAsync(ct));
    }
}
