using Microsoft.EntityFrameworkCore;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;

namespace Portal.Core.People;

/// <summary>
/// Mails a link that does one thing once. Earlier links for the same thing are spent. Called inside an act's
/// transaction.
/// </summary>
public sealed class MailSecret(PortalDbContext db, QueueMail queueMail, SignInSettings settings, TimeProvider clock)
{
    /// <returns>The link's secret; only its hash is kept.</returns>
    public async Task<string> RunAsync(PortalUser user, MailedSecretPurpose purpose, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await SpendAllAsync(db, user.Id, purpose, now, ct);
        var secret = Secret.New();
        var hash = Secret.HashOf(secret);
        db.Add(new MailedSecret { SecretHash = hash, UserId = user.Id, Purpose = purpose, MadeAt = now });
        await db.SaveChangesAsync(ct);
        // Whoever registered an address that nobody has confirmed may have typed anything as its name.
        var name = user.EmailConfirmed || purpose == MailedSecretPurpose.EnrollStaff ? user.DisplayName : "";
        ILetter letter = purpose switch
        {
            MailedSecretPurpose.ConfirmEmail => new VerifyEmailLetter(settings.Confirm(secret)),
            MailedSecretPurpose.ResetPassword => new ResetPasswordLetter(name, settings.Reset(secret)),
            MailedSecretPurpose.EnrollStaff => new EnrollStaffLetter(name, settings.Enroll(secret)),
            _ => throw new InvalidOperationException($"No letter carries a link for {purpose}."),
        };
        await queueMail.RunAsync(
            new(
                new(name, user.Email!, user.Language),
                letter,
                $"{letter.Kind}:{Convert.ToHexStringLower(hash)}")
            {
                UserId = user.Id,
            },
            ct);
        return secret;
    }

    /// <summary>A link that was not used and is not too old, locked until the transaction ends; else null.</summary>
    internal static async Task<MailedSecret?> FindAsync(
        PortalDbContext db, string? secret, MailedSecretPurpose purpose, DateTimeOffset now, CancellationToken ct)
    {
        var hash = Secret.HashOf(secret ?? "");
        var found = await db.MailedSecrets
            .FromSql($"select * from mailed_secret where secret_hash = {hash} and used_at is null for update")
            .ToListAsync(ct);
        return found.SingleOrDefault(s => s.Purpose == purpose && s.MadeAt + MailedSecret.Life(purpose) > now);
    }

    internal static Task SpendAllAsync(
        PortalDbContext db, Guid userId, MailedSecretPurpose purpose, DateTimeOffset now, CancellationToken ct) =>
        db.MailedSecrets.Where(s => s.UserId == userId && s.Purpose == purpose && s.UsedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.UsedAt, now), ct);
}
