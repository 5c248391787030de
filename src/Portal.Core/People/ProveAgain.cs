using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.People;

/// <summary>
/// Someone signed in proves once more who they are, so that what changes their sign-in may be done for
/// <see cref="Life"/> (ASVS 7.5.1): with the code of their authenticator app or a recovery code where they have an app,
/// else with the password, or with a passkey. The session goes on under a new secret (ASVS 7.2.4). Refuses a wrong code
/// or password and makes a guesser wait.
/// </summary>
public sealed class ProveAgain(
    PortalDbContext db, PasswordHashing passwords, CheckSecondStep checkSecondStep, FailedTries failedTries,
    SecurityLog log, TimeProvider clock)
{
    /// <summary>How long a proof is fresh (practice.md §3.1: under five minutes).</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    /// <summary>Key of the refusal by acts that need a fresh proof; a page then asks for one.</summary>
    public const string NotFresh = "Proof_NotFresh";

    private const string Tries = "prove";

    /// <param name="Who">Who is signed in, in which browser.</param>
    /// <param name="Typed">Password, or the code where the person has an app.</param>
    /// <param name="Address">Network address it comes from.</param>
    public sealed record Request(WhoAsks Who, string Typed, string Address);

    /// <summary>True when a code is asked for, false when the password is.</summary>
    public Task<bool> AsksForCodeAsync(Guid userId, CancellationToken ct) =>
        db.Authenticators.AnyAsync(a => a.UserId == userId && a.ConfirmedAt != null, ct);

    /// <returns>The session's new secret, for the cookie.</returns>
    public async Task<Outcome<string>> RunAsync(Request request, CancellationToken ct)
    {
        var user = await db.Users.AsNoTracking().SingleAsync(u => u.Id == request.Who.UserId, ct);
        if (await AsksForCodeAsync(user.Id, ct))
        {
            var code = await checkSecondStep.RunAsync(
                new(user.Id, user.SecurityStamp!, request.Typed, request.Address), ct);
            if (code is Outcome<Guid>.Refused(var refusal)) { return refusal; }
        }
        else
        {
            if (await failedTries.BeginAsync(Tries, user.Id.ToString(), ct) is { } wait) { return wait; }

            if (passwords.Compare(user.PasswordHash, request.Typed) == PasswordVerificationResult.Failed)
            {
                await log.WriteAsync(user.Id, SecurityEventKind.PasswordWrong, ct);
                return new Refusal("Proof_PasswordWrong");
            }

            await failedTries.ForgetAsync(Tries, user.Id.ToString(), ct);
        }

        return await KeepAsync(request.Who, ct);
    }

    /// <summary>After a passkey of this person's answered: the proof is kept without more being asked.</summary>
    /// <returns>The session's new secret, for the cookie.</returns>
    public async Task<Outcome<string>> KeepAsync(WhoAsks who, CancellationToken ct)
    {
        var (secret, now) = (Secret.New(), clock.GetUtcNow());
        var hash = Secret.HashOf(secret);
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var kept = await db.SignInSessions
            .Where(s => s.Id == who.SessionId && s.UserId == who.UserId && s.EndedAt == null)
            .ExecuteUpdateAsync(
                s => s.SetProperty(x => x.SecretHash, hash).SetProperty(x => x.ProvedAt, now), ct);
        if (kept == 0) { return new Refusal("Code_StartAgain"); }

        await log.WriteAsync(who.UserId, SecurityEventKind.ProvedAgain, ct);
        await tx.CommitAsync(ct);
        return secret;
    }

    /// <summary>Why a change of the sign-in may not be made from this session now; null when it may.</summary>
    internal static async Task<Refusal?> WhyNotAsync(
        PortalDbContext db, WhoAsks who, DateTimeOffset now, CancellationToken ct)
    {
        var since = now - Life;
        return await db.SignInSessions.AnyAsync(
            s => s.Id == who.SessionId && s.UserId == who.UserId && s.EndedAt == null && s.ProvedAt > since, ct)
                ? null
                : new Refusal(NotFresh);
    }
}

/// <summary>Who is signed in, and in which session: for acts that need a fresh proof of it.</summary>
public sealed record WhoAsks(Guid UserId, Guid SessionId);
