using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.People;

/// <summary>
/// Sets up an authenticator app in two steps: a key to put into the app, then a code that shows it is there. Until the
/// second step nothing changes for signing in. Refuses when an app is already in use: it must be taken off first. Each
/// step needs a fresh proof of who asks.
/// </summary>
public sealed class SetUpAuthenticator(
    PortalDbContext db, AuthenticatorKeys keys, FailedTries failedTries, SecurityNotice notice, TimeProvider clock)
{
    /// <summary>A fresh key, waiting for its first code.</summary>
    public async Task<Outcome<bool>> BeginAsync(WhoAsks who, CancellationToken ct)
    {
        if (await ProveAgain.WhyNotAsync(db, who, clock.GetUtcNow(), ct) is { } stale) { return stale; }

        return await BeginAsync(who.UserId, ct);
    }

    /// <summary>The same where a mailed link is the proof.</summary>
    internal async Task<Outcome<bool>> BeginAsync(Guid userId, CancellationToken ct)
    {
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        await db.LockUserAsync(userId, ct);
        var authenticator = await db.Authenticators.SingleOrDefaultAsync(a => a.UserId == userId, ct);
        if (authenticator is { ConfirmedAt: not null }) { return new Refusal("Authenticator_AlreadyOn"); }

        var key = keys.Protect(Totp.NewKey());
        var now = clock.GetUtcNow();
        if (authenticator is null) { db.Add(new Authenticator { UserId = userId, ProtectedKey = key, MadeAt = now }); }
        else { (authenticator.ProtectedKey, authenticator.MadeAt) = (key, now); }

        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return true;
    }

    /// <summary>The key to show while it waits for its first code; null when none does.</summary>
    public async Task<string?> WaitingKeyAsync(Guid userId, CancellationToken ct) =>
        await db.Authenticators.AsNoTracking(
            ).SingleOrDefaultAsync(a => a.UserId == userId && a.ConfirmedAt == null, ct)
            is { } waiting ? keys.Read(waiting) : null;

    /// <summary>The app's first code turns it on and makes recovery codes, which are shown once.</summary>
    public async Task<Outcome<IReadOnlyList<string>>> ConfirmAsync(WhoAsks who, string code, CancellationToken ct)
    {
        if (await ProveAgain.WhyNotAsync(db, who, clock.GetUtcNow(), ct) is { } stale) { return stale; }

        return await ConfirmAsync(who.UserId, code, ct);
    }

    /// <summary>The same where a mailed link is the proof.</summary>
    internal async Task<Outcome<IReadOnlyList<string>>> ConfirmAsync(Guid userId, string code, CancellationToken ct)
    {
        if (await failedTries.BeginAsync("set-up", userId.ToString(), ct) is { } wait) { return wait; }

        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var user = await db.LockUserAsync(userId, ct)
            ?? throw new InvalidOperationException($"There is no user {userId}.");
        var waiting =
            await db.Authenticators.SingleOrDefaultAsync(a => a.UserId == userId && a.ConfirmedAt == null, ct);
        if (waiting is null) { return new Refusal("Authenticator_BeginAgain"); }

        if (Totp.StepOfCode(keys.Read(waiting), code, clock.GetUtcNow()) is not { } step)
        {
            return new Refusal("Authenticator_WrongCode");
        }

        (waiting.ConfirmedAt, waiting.LastStep) = (clock.GetUtcNow(), step);
        user.TwoFactorEnabled = true;
        var codes = await MakeRecoveryCodes.ReplaceAsync(db, userId, clock.GetUtcNow(), ct);
        await notice.RunAsync(user, SecurityChange.AuthenticatorOn, ct);
        await tx.CommitAsync(ct);
        await failedTries.ForgetAsync("set-up", userId.ToString(), ct);
        return new Outcome<IReadOnlyList<string>>.Done(codes);
    }
}
