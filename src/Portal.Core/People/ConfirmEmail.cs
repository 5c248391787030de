using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;

namespace Portal.Core.People;

/// <summary>
/// Confirms an address with its mailed link and the password chosen when registering. The link alone is not enough:
/// somebody else may have registered the address with a password of theirs. Refuses a link that is spent, unknown or
/// too old, and a wrong password.
/// </summary>
public sealed class ConfirmEmail(
    PortalDbContext db, PasswordHashing passwords, TakeToken takeToken, FailedTries failedTries, TimeProvider clock)
{
    /// <param name="Key">From the link.</param>
    /// <param name="Password">As typed.</param>
    /// <param name="Address">Network address it comes from.</param>
    public sealed record Request(string? Key, string Password, string Address);

    /// <returns>The user's id.</returns>
    public async Task<Outcome<Guid>> RunAsync(Request request, CancellationToken ct)
    {
        if (await takeToken.RunAsync([new(RateLimit.MailedLinkFromAddress, request.Address)], ct) is { } tooMany)
        {
            return tooMany;
        }

        if (await failedTries.BeginAsync("confirm", request.Key ?? "", ct) is { } wait) { return wait; }

        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var now = clock.GetUtcNow();
        var link = await MailSecret.FindAsync(db, request.Key, MailedSecretPurpose.ConfirmEmail, now, ct);
        var user = link is null ? null : await db.LockUserAsync(link.UserId, ct);
        if (user is null) { return new Refusal("Confirm_LinkSpent"); }

        if (passwords.Compare(user.PasswordHash, request.Password) == PasswordVerificationResult.Failed)
        {
            return new Refusal("Confirm_WrongPassword");
        }

        user.EmailConfirmed = true;
        link!.UsedAt = now;
        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        await failedTries.ForgetAsync("confirm", request.Key ?? "", ct);
        return user.Id;
    }
}
