using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Requests.Moving;

namespace Portal.Core.Moves;

/// <summary>Whether it is said how a start or an end of service was asked for.</summary>
internal static class MoveAsked
{
    internal static async Task<IReadOnlyList<Refusal>> WhyNotAskedAsync(
        this PortalDbContext db, MoveSource? source, Guid? requestId, CancellationToken ct) =>
        source is null ? [new("Move_SourceMissing")]
            : requestId is null ? source == MoveSource.Site ? [new("Move_RequestMissing")] : []
            : await db.Set<ServiceRequest>().AnyAsync(r => r.RequestId == requestId, ct) ? []
            : [new("Move_RequestMissing")];
}
