using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.People;

namespace Portal.Core.Requests.Strangers;

/// <summary>
/// Mails a link to a form for asking without signing in. The answer and the mail are the same for every address,
/// whether or not it has a sign-in. Of who asks nothing but the address is kept, and that not for long unless they use
/// the link. Refuses an address that mail cannot go to, nothing chosen, too many from one network or to one mailbox.
/// </summary>
public sealed class AskForLink(
    PortalDbContext db, TakeToken takeToken, QueueMail queueMail, SignInSettings settings, BusinessClock clock)
{
    private static readonly TimeSpan KeptUnused = TimeSpan.FromDays(30);

    /// <param name="Email">As typed.</param>
    /// <param name="Language">The reader's.</param>
    /// <param name="Address">Network address it comes from.</param>
    public sealed record Request(string? Email, AskingPurpose? Purpose, string Language, string Address);

    /// <returns>True always: a mail is on its way.</returns>
    public async Task<Outcome<bool>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var email = EmailAddress.Trimmed(request.Email);
        var reasons = new List<Refusal>();
        if (request.Purpose is not { } purpose || !Enum.IsDefined(purpose))
        {
            purpose = default;
            reasons.Add(new("Asking_PurposeMissing"));
        }

        if (MailRecipient.WhyNot(email) is { } notUsable) { reasons.Add(notUsable); }

        if (Refusal.Of(reasons) is { } refusal) { return refusal; }

        if (await takeToken.RunAsync(
            [new(RateLimit.AskFromAddress, request.Address), new(RateLimit.MailTo, email)], ct) is { } tooMany)
        {
            return tooMany;
        }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await ForgetUnusedAsync(ct);
        var secret = Secret.New();
        var hash = Secret.HashOf(secret);
        db.Add(new AskingLink
        {
            SecretHash = hash, Email = email, Language = request.Language, Purpose = purpose, MadeAt = clock.Now,
        });
        await db.SaveChangesAsync(ct);
        await queueMail.RunAsync(
            new(new("", email, request.Language), new AskingLinkLetter(purpose, settings.Ask(purpose, secret)),
                $"asking_link:{Convert.ToHexStringLower(hash)}"),
            ct);
        await tx.CommitAsync(ct);
        return true;
    }

    private Task<int> ForgetUnusedAsync(CancellationToken ct)
    {
        var before = clock.Now - KeptUnused;
        return db.Set<AskingLink>()
            .Where(l => l.MadeAt < before && !db.Set<Stranger>().Any(s => s.LinkHash == l.SecretHash))
            .ExecuteDeleteAsync(ct);
    }
}
