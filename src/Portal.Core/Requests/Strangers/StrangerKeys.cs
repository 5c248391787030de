using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.People;

namespace Portal.Core.Requests.Strangers;

/// <summary>The keys of letters to strangers.</summary>
public sealed class StrangerKeys(PortalDbContext db, BusinessClock clock)
{
    /// <summary>The one way a stranger reaches their request; null when the key opens nothing.</summary>
    public async Task<Asker.Unknown?> HolderAsync(string? key, CancellationToken ct)
    {
        var (hash, since) = (Secret.HashOf(key ?? ""), clock.Now - StrangerKey.Life);
        return await (
            from opens in db.Set<StrangerKey>()
            join stranger in db.Set<Stranger>() on opens.StrangerId equals stranger.Id
            where opens.SecretHash == hash && opens.MadeAt > since
            select stranger).AsNoTracking().SingleOrDefaultAsync(ct) is { } who ? new(who) : null;
    }

    /// <summary>A new one for a letter, in the caller's transaction; only its hash is kept.</summary>
    internal async Task<string> MakeAsync(Guid strangerId, CancellationToken ct)
    {
        var secret = Secret.New();
        db.Add(new StrangerKey
        {
            SecretHash = Secret.HashOf(secret), StrangerId = strangerId, MadeAt = clock.Now,
        });
        await db.SaveChangesAsync(ct);
        return secret;
    }
}
