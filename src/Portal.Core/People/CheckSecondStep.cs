using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.People;

/// <summary>
/// Second step of signing in: the code an authenticator app shows, or a recovery code. Either is good once (ASVS
/// 6.5.1). Refuses when the password changed since the first step, and makes a guesser wait.
/// </summary>
public sealed class CheckSecondStep(
    PortalDbContext db, AuthenticatorKeys keys, TakeToken takeToken, FailedTries failedTries, SecurityNotice notice,
    SecurityLog log, TimeProvider clock)
{
    /// <summary>Name of the count of wrong codes by user.</summary>
    internal const string Tries = "code";

    /// <param name="UserId">From the first step.</param>
    /// <param name="SecurityStamp">From the first step.</param>
    /// <param name="Code">As typed: six digits, or a recovery code.</param>
    /// <param name="Address">Network address it comes from.</param>
    public sealed record Request(Guid UserId, string SecurityStamp, string Code, string Address)
    {
        /// <summary>The browser, where people have signed in with it before; null where nobody has.</summary>
        public KnownBrowser? Browser { get; init; }
    }

    /// <returns>The user's id.</returns>
    public async Task<Outcome<Guid>> RunAsync(Request request, CancellationToken ct)
    {
        if (await takeToken.RunAsync([new(RateLimit.SignInFromAddress, request.Address)], ct) is { } tooMany)
        {
            return tooMany;
        }

        var subject = request.Browser.Subject(request.UserId.ToString(), request.UserId);
        if (await failedTries.BeginAsync(Tries, subject, ct) is { } wait) { return wait; }

        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var user = await db.LockUserAsync(request.UserId, ct);
        if (user is null || user.SecurityStamp != request.SecurityStamp) { return new Refusal("Code_StartAgain"); }

        var code = (request.Code ?? "").Trim();
        var spent = RecoveryCodes.LooksLikeOne(code)
            ? await SpendRecoveryCodeAsync(user, code, ct)
            : await SpendAsync(user, code, ct);
        if (!spent)
        {
            await tx.RollbackAsync(ct);
            db.ChangeTracker.Clear();
            await log.WriteAsync(user.Id, SecurityEventKind.CodeWrong, ct);
            return new Refusal("Code_Wrong");
        }

        await tx.CommitAsync(ct);
        await failedTries.ForgetAsync(Tries, subject, ct);
        return user.Id;
    }

    private async Task<bool> SpendAsync(PortalUser user, string code, CancellationToken ct)
    {
        var authenticator = await db.Authenticators.AsNoTracking()
            .SingleOrDefaultAsync(a => a.UserId == user.Id && a.ConfirmedAt != null, ct);
        return authenticator is not null
            && Totp.StepOfCode(keys.Read(authenticator), code, clock.GetUtcNow()) is { } step
            && await db.Authenticators.Where(a => a.UserId == user.Id && a.LastStep < step)
                .ExecuteUpdateAsync(a => a.SetProperty(x => x.LastStep, step), ct) == 1;
    }

    private async Task<bool> SpendRecoveryCodeAsync(PortalUser user, string code, CancellationToken ct)
    {
        var hash = RecoveryCodes.HashOf(code);
        var now = clock.GetUtcNow();
        var spent = await db.RecoveryCodes.Where(c => c.CodeHash == hash && c.UserId == user.Id && c.UsedAt == null)
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.UsedAt, now), ct);
        if (spent == 1) { await notice.RunAsync(user, SecurityChange.RecoveryCodeUsed, ct); }

        return spent == 1;
    }
}
