using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.People;

namespace Portal.Core.Accounts.Contacts;

/// <summary>
/// Asks for another e-mail address, of a sign-in or of a customer. Nothing changes until the link that is mailed to it
/// is followed (<see cref="ConfirmEmailChange"/>); an earlier wish for the same is spent. Refuses without a fresh
/// proof, an address that cannot be mailed to or is the one already there, and a customer that is not theirs to
/// change. Whether another sign-in has the address only its owner learns, by mail.
/// </summary>
public sealed class AskEmailChange(
    PortalDbContext db, TakeToken takeToken, QueueMail queueMail, SignInSettings settings, BusinessClock clock)
{
    /// <param name="Who">Who asks, in which session.</param>
    /// <param name="CustomerId">Whose contact address; null for their own sign-in.</param>
    /// <param name="Email">As typed.</param>
    /// <param name="Language">Of the mail: who reads there is who asks.</param>
    public sealed record Request(WhoAsks Who, Guid? CustomerId, string? Email, string Language);

    /// <returns>The address that was written to.</returns>
    public async Task<Outcome<string>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var email = EmailAddress.Trimmed(request.Email);
        if (MailRecipient.WhyNot(email) is { } notUsable) { return notUsable; }

        if (await ProveAgain.WhyNotAsync(db, request.Who, clock.Now, ct) is { } notFresh) { return notFresh; }

        if (await takeToken.RunAsync(
            [
                new(RateLimit.MailTo, email),
                new(RateLimit.NewAddressByUser, request.Who.UserId.ToString()),
            ],
            ct) is { } tooMany)
        {
            return tooMany;
        }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var user = await db.LockUserAsync(request.Who.UserId, ct)
            ?? throw new InvalidOperationException($"There is no user {request.Who.UserId}.");
        var customer = request.CustomerId is { } id
            ? await db.LockKeptCustomerAsync(user.Id, id, ct)
            : null;
        if (request.CustomerId is not null && customer is null) { return new Refusal("Details_NotYours"); }

        var before = request.CustomerId is null ? user.Email : customer!.Email;
        if (before == email) { return new Refusal("Email_Same"); }

        await SpendEarlierAsync(request, ct);
        await (request.CustomerId is null && await OwnerAsync(email, user.Id, ct) is { } owner
            ? TellOwnerAsync(owner, ct)
            : AskAsync(request, before, email, ct));
        await tx.CommitAsync(ct);
        return email;
    }

    private async Task SpendEarlierAsync(Request request, CancellationToken ct)
    {
        var now = clock.Now;
        await db.EmailChanges
            .Where(c => c.ConfirmedAt == null && c.ReplacedAt == null && c.CustomerId == request.CustomerId
                && (request.CustomerId != null || c.UserId == request.Who.UserId))
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.ReplacedAt, now), ct);
    }

    /// <summary>Another person who signs in with the address.</summary>
    private Task<PortalUser?> OwnerAsync(string email, Guid userId, CancellationToken ct)
    {
        var normalized = EmailAddress.Normalized(email);
        return db.Users.AsNoTracking().SingleOrDefaultAsync(
            u => u.NormalizedEmail == normalized && u.EmailConfirmed && u.Id != userId, ct);
    }

    private Task<bool> TellOwnerAsync(PortalUser owner, CancellationToken ct) => queueMail.RunAsync(
        new(
            new(owner.DisplayName, owner.Email!, owner.Language),
            new AlreadyRegisteredLetter(owner.DisplayName, settings.SignIn, settings.Forgot),
            $"already_registered:{Guid.CreateVersion7()}")
        {
            UserId = owner.Id,
        },
        ct);

    private async Task<bool> AskAsync(Request request, string? before, string email, CancellationToken ct)
    {
        var secret = Secret.New();
        var change = new EmailChange
        {
            Id = Guid.CreateVersion7(),
            Kind = request.CustomerId is null ? EmailChangeKind.SignIn : EmailChangeKind.Contact,
            UserId = request.Who.UserId,
            CustomerId = request.CustomerId,
            OldAddress = before,
            NewAddress = email,
            SecretHash = Secret.HashOf(secret),
            AskedAt = clock.Now,
        };
        db.Add(change);
        await db.SaveChangesAsync(ct);
        return await queueMail.RunAsync(
            new(
                new("", email, request.Language),
                new ConfirmNewEmailLetter(settings.ConfirmNewEmail(secret)),
                $"confirm_new_email:{change.Id}")
            {
                UserId = request.Who.UserId,
            },
            ct);
    }
}
