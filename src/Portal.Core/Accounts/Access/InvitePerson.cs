using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail;
using Portal.Core.Mail.Letters;
using Portal.Core.People;
using Portal.Core.Staff;

namespace Portal.Core.Accounts.Access;

/// <summary>
/// Asks somebody into an account at a level; they have seven days to accept. Asking the same address again takes the
/// place of the first. Refuses without full access and a fresh proof, an address that cannot be mailed to, one who has
/// access already, a closed account, and too many in an hour.
/// </summary>
public sealed class InvitePerson(
    PortalDbContext db, TakeToken takeToken, QueueMail queueMail, SignInSettings settings, BusinessClock clock)
{
    /// <param name="Email">As typed.</param>
    /// <param name="Language">Of the mail.</param>
    public sealed record Request(
        WhoAsks Who, Guid CustomerAccountId, string? Email, AccountLevel Level, string Language);

    public async Task<Outcome<AccountInvitation>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        var email = EmailAddress.Trimmed(request.Email);
        if (MailRecipient.WhyNot(email) is { } notUsable) { return notUsable; }

        if (!Enum.IsDefined(request.Level)) { return new Refusal("Access_LevelMissing"); }

        if (await ProveAgain.WhyNotAsync(db, request.Who, clock.Now, ct) is { } notFresh) { return notFresh; }

        var userId = request.Who.UserId;
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var account = await db.LockAccountAsync(request.CustomerAccountId, ct);
        if (account is null || !await db.ManagedBy(userId).AnyAsync(a => a.Id == account.Id, ct))
        {
            return new Refusal("Access_NotYours");
        }

        if (account.ClosedOn is not null) { return new Refusal("Link_Closed"); }

        var normalized = EmailAddress.Normalized(email);
        if (await HasAccessAsync(account.Id, normalized, ct)) { return new Refusal("Invite_HasAccess", email); }

        if (await takeToken.RunAsync(
            [new(RateLimit.MailTo, email), new(RateLimit.InviteByUser, userId.ToString())], ct) is { } tooMany)
        {
            return tooMany;
        }

        var invitation = await SaveAsync(request, email, ct);
        await MailAsync(account, invitation, request.Language, ct);
        await tx.CommitAsync(ct);
        return invitation;
    }

    private Task<bool> HasAccessAsync(Guid accountId, string normalized, CancellationToken ct) => (
        from link in db.AccountLinks
        join user in db.Users on link.UserId equals user.Id
        where link.CustomerAccountId == accountId && link.EndedAt == null && user.NormalizedEmail == normalized
        select link.Id).AnyAsync(ct);

    private async Task<AccountInvitation> SaveAsync(Request request, string email, CancellationToken ct)
    {
        var (now, normalized, userId) = (clock.Now, EmailAddress.Normalized(email), request.Who.UserId);
        foreach (var earlier in await db.AccountInvitations.Where(i => i.NormalizedEmail == normalized
            && i.CustomerAccountId == request.CustomerAccountId && i.EndedAt == null).ToListAsync(ct))
        {
            earlier.End(InvitationOutcome.Withdrawn, userId, now);
        }

        await db.SaveChangesAsync(ct);
        var invitation = new AccountInvitation
        {
            Id = Guid.CreateVersion7(), CustomerAccountId = request.CustomerAccountId, Email = email,
            NormalizedEmail = normalized, Level = request.Level, InvitedBy = userId, InvitedAt = now,
            ExpiresAt = now + AccountInvitation.Life,
        };
        db.Add(invitation);
        db.Add(AuditEntry.Of(
            now, Actor.Resident(userId).Name, nameof(InvitePerson), request.CustomerAccountId,
            new { invitation = invitation.Id, level = request.Level.ToString() }));
        await db.SaveChangesAsync(ct);
        return invitation;
    }

    private async Task MailAsync(
        CustomerAccount account, AccountInvitation invitation, string language, CancellationToken ct)
    {
        var name = await db.Customers.Where(c => c.Id == account.CustomerId).Select(c => c.Name).SingleAsync(ct);
        await queueMail.RunAsync(
            new(
                new("", invitation.Email, language),
                new InvitedLetter(
                    name, invitation.Level, clock.DayOf(invitation.ExpiresAt), settings.Invitations,
                    settings.Register),
                $"invited:{invitation.Id}"),
            ct);
    }
}
