using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;

namespace Portal.Core.People;

/// <summary>
/// Mails a link for choosing a new password. An address without a sign-in gets a mail that says so: the answer, the
/// work and the time are the same, and people who used another address learn it.
/// </summary>
public sealed class RequestPasswordReset(
    PortalDbContext db, TakeToken takeToken, QueueMail queueMail, MailSecret mailSecret, SignInSettings settings)
{
    /// <param name="Email">As typed.</param>
    /// <param name="Language">The reader's, for a mail to an address without a sign-in.</param>
    /// <param name="Address">Network address it comes from.</param>
    public sealed record Request(string Email, string Language, string Address);

    /// <returns>True always: a mail is on its way.</returns>
    public async Task<Outcome<bool>> RunAsync(Request request, CancellationToken ct)
    {
        var email = EmailAddress.Trimmed(request.Email);
        if (MailRecipient.WhyNot(email) is { } notUsable) { return notUsable; }

        if (await takeToken.RunAsync(
            [new(RateLimit.ForgotFromAddress, request.Address), new(RateLimit.MailTo, email)], ct) is { } tooMany)
        {
            return tooMany;
        }

        await using var tx = await db.Database.BeginTransactionAsync(ct);
        var normalized = EmailAddress.Normalized(email);
        await db.LockAddressAsync(normalized, ct);
        var user = await db.Users.SingleOrDefaultAsync(u => u.NormalizedEmail == normalized, ct);
        if (user is null)
        {
            await queueMail.RunAsync(
                new(
                    new("", email, request.Language),
                    new NoSignInLetter(email, settings.Register),
                    $"no_sign_in:{Guid.CreateVersion7()}"),
                ct);
        }
        else
        {
            await mailSecret.RunAsync(user, MailedSecretPurpose.ResetPassword, ct);
        }

        await tx.CommitAsync(ct);
        return true;
    }
}
