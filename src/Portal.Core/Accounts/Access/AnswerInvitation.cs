using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;
using Portal.Core.People;
using Portal.Core.Staff;

namespace Portal.Core.Accounts.Access;

/// <summary>
/// Whoever signs in with the address that was asked in accepts, or declines. Refuses when the invitation is theirs no
/// more: withdrawn, answered, too old, or its inviter has no full access any longer. Access they have already is
/// raised, never lowered. The account's contact on file and who asked them in are told.
/// </summary>
public sealed class AnswerInvitation(
    PortalDbContext db, TellCustomer tellCustomer, SignInSettings settings, BusinessClock clock)
{
    /// <returns>The account's id.</returns>
    public async Task<Outcome<Guid>> RunAsync(Guid userId, Guid invitationId, bool accept, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var named = await db.InvitationsFor(userId, clock.Now).AsNoTracking()
            .SingleOrDefaultAsync(i => i.Id == invitationId, ct);
        var account = named is null ? null : await db.LockAccountAsync(named.CustomerAccountId, ct);
        // Again, under the account's lock: it may have been withdrawn meanwhile.
        var invitation = await db.InvitationsFor(userId, clock.Now).SingleOrDefaultAsync(
            i => i.Id == invitationId, ct);
        if (account is null || invitation is null) { return new Refusal("Invite_Gone"); }

        if (!accept)
        {
            invitation.End(InvitationOutcome.Declined, userId, clock.Now);
        }
        else if (account.ClosedOn is not null)
        {
            return new Refusal("Link_Closed");
        }
        else
        {
            await AcceptAsync(userId, invitation, ct);
        }

        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return account.Id;
    }

    private async Task AcceptAsync(Guid userId, AccountInvitation invitation, CancellationToken ct)
    {
        var now = clock.Now;
        var link = await db.AccountLinks.SingleOrDefaultAsync(
            l => l.UserId == userId && l.CustomerAccountId == invitation.CustomerAccountId && l.EndedAt == null, ct);
        if (link is null || link.Level < invitation.Level)
        {
            link = await db.GiveAccessAsync(link, userId, invitation.CustomerAccountId, invitation.Level, now, ct);
        }

        invitation.End(InvitationOutcome.Accepted, userId, now, link.Id);
        db.Add(AuditEntry.Of(
            now, Actor.Resident(userId).Name, nameof(AnswerInvitation), invitation.CustomerAccountId,
            new { link = link.Id, level = link.Level.ToString(), by = invitation.InvitedBy }));
        await db.SaveChangesAsync(ct);
        await tellCustomer.RunAsync(
            invitation.CustomerAccountId,
            NoticeTopic.Service,
            to => new AccessChangedLetter(
                to.Name, to.MaskedNumber, invitation.Email, AccessChangedLetter.News.Given, link.Level, clock.Today,
                settings.PeopleOf(invitation.CustomerAccountId)),
            $"access_given:{link.Id}",
            invitation.InvitedBy,
            ct);
    }
}
