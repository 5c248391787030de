using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.People;

/// <summary>
/// New recovery codes in place of the old ones. Refuses when no authenticator app is in use, and without a fresh proof.
/// </summary>
public sealed class MakeRecoveryCodes(PortalDbContext db, SecurityNotice notice, TimeProvider clock)
{
    /// <returns>The codes, for showing once: only their hashes are kept.</returns>
    public async Task<Outcome<IReadOnlyList<string>>> RunAsync(WhoAsks who, CancellationToken ct)
    {
        if (await ProveAgain.WhyNotAsync(db, who, clock.GetUtcNow(), ct) is { } stale) { return stale; }

        var userId = who.UserId;
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var user = await db.LockUserAsync(userId, ct)
            ?? throw new InvalidOperationException($"There is no user {userId}.");
        if (!await db.Authenticators.AnyAsync(a => a.UserId == userId && a.ConfirmedAt != null, ct))
        {
            return new Refusal("Authenticator_IsOff");
        }

        var codes = await ReplaceAsync(db, userId, clock.GetUtcNow(), ct);
        await notice.RunAsync(user, SecurityChange.RecoveryCodesMade, ct);
        await tx.CommitAsync(ct);
        return new Outcome<IReadOnlyList<string>>.Done(codes);
    }

    internal static async Task<IReadOnlyList<string>> ReplaceAsync(
        PortalDbContext db, Guid userId, DateTimeOffset now, CancellationToken ct)
    {
        await db.RecoveryCodes.Where(c => c.UserId == userId).ExecuteDeleteAsync(ct);
        var codes = Enumerable.Range(0, RecoveryCodes.Count).Select(_ => RecoveryCodes.New()).ToList();
        db.AddRange(codes.Select(code =>
            new RecoveryCode { CodeHash = RecoveryCodes.HashOf(code), UserId = userId, MadeAt = now }));
        await db.SaveChangesAsync(ct);
        return codes;
    }
}
