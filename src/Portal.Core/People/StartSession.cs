using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.People;

/// <summary>
/// Last step of every sign-in, and the one place that decides whether what was proved is enough. Refuses an address
/// that was not confirmed, suspended staff, and a password alone from staff or from anyone with an authenticator app.
/// </summary>
public sealed class StartSession(PortalDbContext db, SecurityLog log, TimeProvider clock)
{
    /// <param name="UserId">Who.</param>
    /// <param name="Proof">What they proved it with.</param>
    /// <param name="UserAgent">Browser, as it names itself.</param>
    /// <param name="Address">Network address.</param>
    public sealed record Request(Guid UserId, SignInProof Proof, string UserAgent, string Address);

    /// <returns>The secret for the cookie; only its hash is kept.</returns>
    public async Task<Outcome<string>> RunAsync(Request request, CancellationToken ct)
    {
        var found = await (
            from user in db.Users
            where user.Id == request.UserId
            select new
            {
                user.EmailConfirmed,
                user.SecurityStamp,
                Staff = db.StaffMembers.SingleOrDefault(s => s.UserId == user.Id),
                HasCode = db.Authenticators.Any(a => a.UserId == user.Id && a.ConfirmedAt != null),
            }).AsNoTracking().SingleOrDefaultAsync(ct);
        if (found is not { EmailConfirmed: true } || found.Staff?.SuspendedAt is not null)
        {
            return new Refusal("SignIn_NotRecognized");
        }

        if (request.Proof == SignInProof.Password && (found.Staff is not null || found.HasCode))
        {
            return new Refusal("SignIn_NeedsSecondStep");
        }

        var browser = CallingBrowser.Of(request.UserAgent, request.Address);
        var secret = Secret.New();
        var now = clock.GetUtcNow();
        db.Add(new SignInSession
        {
            Id = Guid.CreateVersion7(),
            SecretHash = Secret.HashOf(secret),
            UserId = request.UserId,
            SecurityStamp = found.SecurityStamp!,
            StaffRole = found.Staff?.Role,
            StartedAt = now,
            LastSeenAt = now,
            ProvedAt = now,
            UserAgent = browser.UserAgent,
            Address = browser.Address,
        });
        await log.WriteAsync(request.UserId, SecurityEventKind.SignedIn, ct);
        return secret;
    }
}

/// <summary>What a person proved who they are with.</summary>
public enum SignInProof
{
    Password,
    PasswordAndCode,
    Passkey,
}
