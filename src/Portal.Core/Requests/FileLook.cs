using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;

namespace Portal.Core.Requests;

/// <summary>Who of the office opened a restricted file of a request, and when.</summary>
public sealed record FileLook(string FileName, string StaffName, DateTimeOffset At)
{
    private const int Shown = 50;

    /// <summary>Newest first.</summary>
    public static async Task<IReadOnlyList<FileLook>> OfAsync(
        PortalDbContext db, Guid requestId, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        return await (
            from look in db.Set<RequestFileView>()
            join file in db.Set<RequestFile>() on look.FileId equals file.Id
            join step in db.Set<RequestEvent>() on file.EventId equals step.Id
            join user in db.Users on look.StaffUserId equals user.Id
            where step.RequestId == requestId
            orderby look.At descending, look.Id descending
            select new FileLook(file.Name, user.DisplayName, look.At)).Take(Shown).ToListAsync(ct);
    }
}
