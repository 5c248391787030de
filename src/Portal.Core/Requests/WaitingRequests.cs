using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Requests.Desk;

namespace Portal.Core.Requests;

/// <summary>How many requests wait, by the parts of the desk: each count is that of the list it leads to.</summary>
public sealed record WaitingRequests(IReadOnlyDictionary<RequestPart, int> Counts)
{
    /// <summary>Those that somebody in the office has to see to, in the order of what presses.</summary>
    public static readonly IReadOnlyList<RequestPart> Parts =
    [
        RequestPart.Mine, RequestPart.Nobody, RequestPart.ToTake, RequestPart.DueToday, RequestPart.Late,
        RequestPart.Waiting, RequestPart.Open,
    ];

    public int this[RequestPart part] => Counts[part];

    /// <param name="staffUserId">Whose own are counted.</param>
    /// <param name="today">The city's: after its day a request is late.</param>
    public static async Task<WaitingRequests> OfAsync(
        PortalDbContext db, Guid staffUserId, DateOnly today, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(db);
        var counts = new Dictionary<RequestPart, int>();
        foreach (var part in Parts)
        {
            counts[part] = await db.RequestsIn(part, staffUserId, today).CountAsync(ct);
        }

        return new(counts);
    }
}
