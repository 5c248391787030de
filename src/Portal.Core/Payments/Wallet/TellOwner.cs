using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.People;

namespace Portal.Core.Payments.Wallet;

/// <summary>
/// Queues letters to the person whose card or bank account it is, at their own address, in the caller's transaction.
/// Nobody else of an account is told of it.
/// </summary>
public sealed class TellOwner(PortalDbContext db, QueueMail queueMail, IOptions<CheckoutOptions> options)
{
    /// <summary>News of a method.</summary>
    /// <param name="key">Names the event.</param>
    /// <returns>True when it is new.</returns>
    public async Task<bool> MethodAsync(SavedMethod method, MethodNews news, string key, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(method);
        if (method.UserId is not { } id) { return false; }

        var isOnHold = await db.IsOnHoldAsync(method.Id, ct);
        return await UserAsync(
            id, null, user => new MethodLetter(
                news, user.DisplayName, Named.Of(method), method.ExpiresOn, isOnHold, PageOf("/my/methods")), key, ct);
    }

    /// <summary>A letter to a user about an account.</summary>
    public async Task<bool> UserAsync(
        Guid userId, Guid? accountId, Func<PortalUser, ILetter> letter, string key, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(letter);
        var user = await db.Users.AsNoTracking().SingleAsync(u => u.Id == userId, ct);
        if (user.Email is not { } email || MailRecipient.WhyNot(email) is not null)
        {
            return false;
        }

        var written = letter(user);
        return await queueMail.RunAsync(
            new(new(user.DisplayName, email, user.Language), written, $"{written.Kind}:{key}")
            {
                UserId = userId,
                CustomerAccountId = accountId,
            },
            ct);
    }

    public Uri PageOf(string path) => new(options.Value.PublicUrl, path);
}

/// <summary>What happened to a method.</summary>
public enum MethodNews
{
    Kept,
    Replaced,
    Updated,

    /// <summary>The bank corrected the details of an account; whoever keeps it has nothing to do.</summary>
    BankCorrected,
    Removed,

    /// <summary>Taken out by us: it was kept while somebody else may have been in the sign-in.</summary>
    TakenOut,

    /// <summary>Its card expires soon.</summary>
    Expires,
}
