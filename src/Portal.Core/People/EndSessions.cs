using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;

namespace Portal.Core.People;

/// <summary>Signs out: one browser of the person's, or all of them. Ending what has ended changes nothing.</summary>
public sealed class EndSessions(PortalDbContext db, SecurityLog log, TimeProvider clock)
{
    /// <param name="UserId">Whose; another's session is not found.</param>
    /// <param name="SessionId">Which one, or null for every one.</param>
    public sealed record Request(Guid UserId, Guid? SessionId);

    /// <returns>How many sessions ended.</returns>
    public async Task<int> RunAsync(Request request, CancellationToken ct)
    {
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var user = await db.LockUserAsync(request.UserId, ct)
            ?? throw new InvalidOperationException($"There is no user {request.UserId}.");
        var now = clock.GetUtcNow();
        var ended = await db.SignInSessions
            .Where(s => s.UserId == request.UserId && s.EndedAt == null)
            .Where(s => request.SessionId == null || s.Id == request.SessionId)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now), ct);
        if (request.SessionId is null)
        {
            // Whatever else was begun with the old stamp, such as a first step without a second, ends too.
            user.SecurityStamp = Secret.New();
            await db.SaveChangesAsync(ct);
        }

        if (ended > 0)
        {
            await log.WriteAsync(
                user.Id,
                request.SessionId is null ? SecurityEventKind.SignedOutEverywhere : SecurityEventKind.SignedOut,
                ct);
        }

        await tx.CommitAsync(ct);
        return ended;
    }

    /// <summary>Inside another act: gives the user a new stamp, which ends every session at its next request.</summary>
    internal static async Task AllAsync(PortalDbContext db, PortalUser user, DateTimeOffset now, CancellationToken ct)
    {
        user.SecurityStamp = Secret.New();
        await db.SaveChangesAsync(ct);
        await db.SignInSessions.Where(s => s.UserId == user.Id && s.EndedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now), ct);
    }
}
