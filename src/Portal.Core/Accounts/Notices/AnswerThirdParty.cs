using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.People;
using Portal.Core.People.Consents;
using Portal.Core.Staff;

namespace Portal.Core.Accounts.Notices;

/// <summary>
/// The third party agrees to get copies, or ends it, by the link that was mailed to them: they need no sign-in, and the
/// link shows no more than the customer's name. They may want paper instead of e-mail, and change that later by the
/// same link. The customer ends it at any time. Refuses a link that is unknown or of something that has ended, and a
/// postal address that cannot be used.
/// </summary>
public sealed class AnswerThirdParty(
    PortalDbContext db, TakeToken takeToken, EndConsent endConsent, BusinessClock clock)
{
    /// <summary>What the page of the link shows: whose copies, whether they come already, whether on paper.</summary>
    public async Task<(string CustomerName, bool Agreed, bool ByPost)?> LookAsync(string? key, CancellationToken ct)
    {
        var hash = Secret.HashOf(key ?? "");
        var found = await (
            from contact in db.ThirdPartyContacts
            join account in db.CustomerAccounts on contact.CustomerAccountId equals account.Id
            join customer in db.Customers on account.CustomerId equals customer.Id
            where contact.SecretHash == hash && contact.EndedAt == null
            select new { customer.Name, contact.AgreedAt, ByPost = contact.PostalAddress != null })
            .SingleOrDefaultAsync(ct);
        return found is null ? null : (found.Name, found.AgreedAt is not null, found.ByPost);
    }

    /// <param name="words">What they agreed to, as shown; null ends it.</param>
    /// <param name="address">Network address.</param>
    /// <param name="postal">Where copies go on paper; null for e-mail.</param>
    /// <returns>True when copies come from now on.</returns>
    public async Task<Outcome<bool>> RunAsync(
        string? key, string? words, string address, PostalAddress? postal, CancellationToken ct)
    {
        if (words is not null && Refusal.Of([.. postal?.WhyNot().Select(r => r.Why) ?? []]) is { } unusable)
        {
            return unusable;
        }

        if (await takeToken.RunAsync([new(RateLimit.MailedLinkFromAddress, address)], ct) is { } tooMany)
        {
            return tooMany;
        }

        var hash = Secret.HashOf(key ?? "");
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var contact = (await db.ThirdPartyContacts
            .FromSql($"select * from third_party_contact where secret_hash = {hash} and ended_at is null for update")
            .ToListAsync(ct)).SingleOrDefault();
        if (contact is null) { return new Refusal("ThirdParty_LinkSpent"); }

        if (words is null) { await EndAsync(contact, Actor.Guest, ct); }
        else
        {
            var lines = postal is null ? null : string.Join('\n', postal.Lines());
            if (contact.AgreedAt is null) { contact.Agree(clock.Now, words, address, lines); }
            else { Change(contact, lines); }
        }

        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return words is not null;
    }

    /// <summary>Ended by the customer.</summary>
    /// <returns>False when there is no such contact of an account that is theirs to manage.</returns>
    public async Task<bool> EndAsync(Guid userId, Guid customerAccountId, Guid contactId, CancellationToken ct)
    {
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        await db.LockAccountAsync(customerAccountId, ct);
        var contact = await db.ThirdPartyContacts.SingleOrDefaultAsync(
            t => t.Id == contactId && t.CustomerAccountId == customerAccountId
                && db.ManagedBy(userId).Any(a => a.Id == customerAccountId), ct);
        if (contact is null) { return false; }

        if (contact.EndedAt is null) { await EndAsync(contact, Actor.Resident(userId), ct); }

        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return true;
    }

    /// <summary>What was agreed to stays; only the way changes.</summary>
    private void Change(ThirdPartyContact contact, string? lines)
    {
        if (contact.PostalAddress == lines) { return; }

        contact.Reach(lines);
        db.Add(AuditEntry.Of(
            clock.Now, Actor.Guest.Name, nameof(AnswerThirdParty), contact.CustomerAccountId,
            new { changed = contact.Id, byPost = lines is not null }));
    }

    private async Task EndAsync(ThirdPartyContact contact, Actor by, CancellationToken ct)
    {
        contact.End(clock.Now, by.Name);
        await endConsent.RunAsync(contact.ConsentId, by, ct);
        db.Add(AuditEntry.Of(
            clock.Now, by.Name, nameof(AnswerThirdParty), contact.CustomerAccountId, new { ended = contact.Id }));
    }
}
