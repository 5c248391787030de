using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.People;

/// <summary>
/// Keeps a passkey that the browser made and the ceremony found good. Refuses more than <see cref="Most"/> and a name
/// that is missing or too long, and anything without a fresh proof.
/// </summary>
public sealed class KeepPasskey(PortalDbContext db, SecurityNotice notice, TimeProvider clock)
{
    /// <summary>Passkeys one person may have.</summary>
    public const int Most = 10;

    /// <summary>Characters of a name.</summary>
    public const int LongestName = 60;

    /// <param name="Who">Whose, in which browser.</param>
    /// <param name="Passkey">As the ceremony gave it.</param>
    /// <param name="Name">How the person tells it from others.</param>
    public sealed record Request(WhoAsks Who, UserPasskeyInfo Passkey, string Name);

    /// <summary>Why this person may not add another, or not under this name; null when they may.</summary>
    public async Task<Refusal?> WhyNotAsync(WhoAsks who, string? name, CancellationToken ct) =>
        WhyNotNamed(name)
        ?? await ProveAgain.WhyNotAsync(db, who, clock.GetUtcNow(), ct)
        ?? (await db.UserPasskeys.CountAsync(p => p.UserId == who.UserId, ct) >= Most
            ? new Refusal("Passkey_TooMany", Most)
            : null);

    /// <returns>True when kept.</returns>
    public async Task<Outcome<bool>> RunAsync(Request request, CancellationToken ct)
    {
        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var user = await db.LockUserAsync(request.Who.UserId, ct)
            ?? throw new InvalidOperationException($"There is no user {request.Who.UserId}.");
        if (await WhyNotAsync(request.Who, request.Name, ct) is { } refusal) { return refusal; }

        var made = request.Passkey;
        db.Add(new IdentityUserPasskey<Guid>
        {
            UserId = user.Id,
            CredentialId = made.CredentialId,
            Data = new()
            {
                Name = request.Name.Trim(),
                PublicKey = made.PublicKey,
                CreatedAt = made.CreatedAt,
                SignCount = made.SignCount,
                Transports = made.Transports,
                IsUserVerified = made.IsUserVerified,
                IsBackupEligible = made.IsBackupEligible,
                IsBackedUp = made.IsBackedUp,
                AttestationObject = made.AttestationObject,
                ClientDataJson = made.ClientDataJson,
            },
        });
        await db.SaveChangesAsync(ct);
        await notice.RunAsync(user, SecurityChange.PasskeyAdded, ct);
        await tx.CommitAsync(ct);
        return true;
    }

    internal static Refusal? WhyNotNamed(string? name) =>
        name?.Trim() is { Length: > 0 and <= LongestName } ? null : new Refusal("Passkey_NameMissing", LongestName);
}
