using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;

namespace Portal.Core.People;

/// <summary>What a person sees of their own sign-in.</summary>
/// <param name="Email">Signs in with it.</param>
/// <param name="AuthenticatorSince">Null without an authenticator app.</param>
/// <param name="RecoveryCodesLeft">Not used yet.</param>
/// <param name="Passkeys">Oldest first.</param>
/// <param name="Sessions">Browsers signed in now, the latest seen first.</param>
/// <param name="Recent">The latest lines of the security log, newest first.</param>
public sealed record SecurityOverview(
    string Email, DateTimeOffset? AuthenticatorSince, int RecoveryCodesLeft,
    IReadOnlyList<SecurityOverview.Passkey> Passkeys, IReadOnlyList<SecurityOverview.Session> Sessions,
    IReadOnlyList<SecurityOverview.Happened> Recent)
{
    /// <param name="Id">Credential id, as letters for a form.</param>
    /// <param name="Name">As the person named it.</param>
    /// <param name="AddedAt">When it was made.</param>
    public sealed record Passkey(string Id, string Name, DateTimeOffset AddedAt);

    /// <param name="Id">For ending it.</param>
    /// <param name="UserAgent">As the browser names itself.</param>
    /// <param name="Address">Network address it began at.</param>
    /// <param name="StartedAt">Signed in.</param>
    /// <param name="LastSeenAt">To the minute.</param>
    public sealed record Session(
        Guid Id, string UserAgent, string Address, DateTimeOffset StartedAt, DateTimeOffset LastSeenAt);

    /// <summary>Lines of the security log shown.</summary>
    private const int RecentShown = 15;

    /// <param name="At">When.</param>
    /// <param name="Kind">What.</param>
    /// <param name="UserAgent">As the browser names itself; empty where none asked.</param>
    /// <param name="Address">Network address it came from.</param>
    public sealed record Happened(DateTimeOffset At, SecurityEventKind Kind, string UserAgent, string Address);

    public static async Task<SecurityOverview> ForAsync(
        PortalDbContext db, Guid userId, DateTimeOffset now, CancellationToken ct)
    {
        var user = await (
            from u in db.Users
            where u.Id == userId
            select new
            {
                u.Email,
                u.SecurityStamp,
                Since = db.Authenticators.Where(a => a.UserId == userId).Select(a => a.ConfirmedAt).SingleOrDefault(),
                Codes = db.RecoveryCodes.Count(c => c.UserId == userId && c.UsedAt == null),
            }).SingleAsync(ct);
        var passkeys = await db.UserPasskeys.AsNoTracking().Where(p => p.UserId == userId).ToListAsync(ct);
        var seenAfter = now - SignInSession.LongestIdle;
        var sessions = await (
            from s in db.SignInSessions
            where s.UserId == userId && s.EndedAt == null && s.SecurityStamp == user.SecurityStamp
            where s.LastSeenAt > seenAfter
            orderby s.LastSeenAt descending
            select new Session(s.Id, s.UserAgent, s.Address, s.StartedAt, s.LastSeenAt)).ToListAsync(ct);
        var recent = await db.SecurityEvents.Where(e => e.UserId == userId)
            .OrderByDescending(e => e.At).ThenByDescending(e => e.Id).Take(RecentShown)
            .Select(e => new Happened(e.At, e.Kind, e.UserAgent, e.Address)).ToListAsync(ct);
        return new(
            user.Email!,
            user.Since,
            user.Codes,
            [
                .. passkeys.OrderBy(p => p.Data.CreatedAt).Select(p =>
                    new Passkey(IdOf(p.CredentialId), p.Data.Name ?? "", p.Data.CreatedAt)),
            ],
            sessions,
            recent);
    }

    /// <summary>A credential id as a form carries it.</summary>
    public static string IdOf(byte[] credentialId) => Convert.ToHexStringLower(credentialId);

    /// <summary>Back from the form; empty when it is no such id.</summary>
    public static byte[] CredentialOf(string? id)
    {
        var bytes = new byte[(id ?? "").Length / 2];
        return Convert.FromHexString(id ?? "", bytes, out _, out var written) == System.Buffers.OperationStatus.Done
            ? bytes[..written]
            : [];
    }
}
