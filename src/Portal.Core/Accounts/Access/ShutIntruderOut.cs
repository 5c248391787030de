using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Accounts.Notices;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;
using Portal.Core.Payments.Wallet;
using Portal.Core.People.Consents;
using Portal.Core.Staff;

namespace Portal.Core.Accounts.Access;

/// <summary>
/// Takes back what somebody else may have opened while they sat in a resident's sign-in: whoever was asked into an
/// account from it since then is out, and so is whom those asked in after; their invitations are withdrawn. Every
/// account that the sign-in may manage, and every one that somebody left, gets a new PIN, for it was there to be read:
/// a letter on paper tells the household at once. Copies of reminders that were asked for since go to nobody any more,
/// and cards and bank accounts kept since are taken out. Customers and those who are out are told. Part of an act.
/// </summary>
public sealed class ShutIntruderOut(
    PortalDbContext db, TellAccessEnded tell, TellCustomer tellCustomer, EndConsent endConsent, TakeOutMethods takeOut,
    BusinessClock clock)
{
    /// <param name="Ended">Who is out of which account: "luis@example.com (••4471)".</param>
    /// <param name="Linked">Who linked such an account with a bill since then; the office asks the customer.</param>
    /// <param name="Copies">Whose copies of reminders stopped.</param>
    /// <param name="Methods">Cards and bank accounts that were taken out.</param>
    internal sealed record Found(
        IReadOnlyList<string> Ended, IReadOnlyList<string> Linked, IReadOnlyList<string> Copies,
        IReadOnlyList<string> Methods);

    /// <param name="userId">Whose sign-in it is.</param>
    /// <param name="since">From when on somebody else may have been in it.</param>
    internal async Task<Found> RunAsync(Guid userId, DateTimeOffset since, CancellationToken ct)
    {
        var managed = await db.ManagedBy(userId).Select(a => a.Id).ToListAsync(ct);
        var asked = await db.AccountInvitations.Where(i => i.InvitedBy == userId && i.InvitedAt >= since)
            .Select(i => i.CustomerAccountId).ToListAsync(ct);
        var paid = await takeOut.AccountsAsync(userId, since, ct);
        var known = managed.Union(asked).ToList();
        var locked = await db.LockAccountsAsync([.. known.Union(paid)], ct);
        var (ended, accounts) = (new List<AccountLink>(), locked.Where(a => known.Contains(a.Id)).ToList());
        foreach (var account in accounts)
        {
            ended.AddRange(await EndAsync(userId, account.Id, since, ct));
            account.Pin = CustomerAccount.NewPin();
        }

        await db.SaveChangesAsync(ct);
        foreach (var link in ended) { await tell.RunAsync(link, ct); }

        var copies = new List<string>();
        foreach (var account in accounts) { copies.AddRange(await TellOfPinAsync(userId, account, since, ct)); }

        var methods = await takeOut.RunAsync(userId, since, ct);
        return new(
            await NamesAsync(db.AccountLinks.Where(l => ended.Select(e => e.Id).Contains(l.Id)), ct),
            await NamesAsync(
                db.AccountLinks.Where(l => managed.Contains(l.CustomerAccountId) && l.EndedAt == null
                    && l.LinkedAt >= since && l.UserId != userId
                    && !db.AccountInvitations.Any(i => i.LinkId == l.Id)),
                ct),
            copies, methods);
    }

    /// <summary>Ends the copies of an account that were asked for since, and writes to its household.</summary>
    /// <returns>Whose copies stopped.</returns>
    private async Task<IReadOnlyList<string>> TellOfPinAsync(
        Guid userId, CustomerAccount account, DateTimeOffset since, CancellationToken ct)
    {
        var contacts = await db.ThirdPartyContacts.Where(t => t.CustomerAccountId == account.Id
            && t.AskedBy == userId && t.AskedAt >= since && t.EndedAt == null).ToListAsync(ct);
        foreach (var contact in contacts)
        {
            contact.End(clock.Now, Actor.Resident(userId).Name);
            await endConsent.RunAsync(contact.ConsentId, Actor.Resident(userId), ct);
            db.Add(AuditEntry.Of(
                clock.Now, Actor.Resident(userId).Name, nameof(ShutIntruderOut), account.Id,
                new { copies = contact.Id }));
        }

        List<string> names = [.. contacts.Select(c => c.Name)];
        await tellCustomer.OnPaperAsync(
            account.Id, to => new NewPinLetter(to.Name, to.MaskedNumber, to.ServiceAddress, names),
            $"new_pin:{account.Id}:{clock.Now.ToUnixTimeSeconds()}",
            "Look up the PIN on the account's page, which is recorded, and write it into this letter. Mail it today.",
            ct);
        return [.. contacts.Select(c => $"{c.Name}, {c.Email} ({account.MaskedNumber})")];
    }

    /// <summary>Of one account, under its lock: from each who is out on to those whom they asked in.</summary>
    private async Task<List<AccountLink>> EndAsync(
        Guid userId, Guid accountId, DateTimeOffset since, CancellationToken ct)
    {
        var invitations = await db.AccountInvitations
            .Where(i => i.CustomerAccountId == accountId && i.InvitedAt >= since).ToListAsync(ct);
        var (inviters, ended) = (new Queue<Guid>([userId]), new List<AccountLink>());
        var known = new HashSet<Guid> { userId };
        while (inviters.TryDequeue(out var inviter))
        {
            foreach (var sent in invitations.Where(i => i.InvitedBy == inviter))
            {
                if (sent.EndedAt is null) { sent.End(InvitationOutcome.Withdrawn, userId, clock.Now); }

                if (sent.Outcome == InvitationOutcome.Accepted && known.Add(sent.EndedBy!.Value))
                {
                    inviters.Enqueue(sent.EndedBy.Value);
                    ended.AddRange(await EndLinkAsync(userId, accountId, sent.EndedBy.Value, ct));
                }
            }
        }

        return ended;
    }

    /// <summary>The access they have now, at whatever level: it may have been changed since they accepted.</summary>
    private async Task<List<AccountLink>> EndLinkAsync(
        Guid userId, Guid accountId, Guid whose, CancellationToken ct)
    {
        var links = await db.AccountLinks.Where(
            l => l.CustomerAccountId == accountId && l.UserId == whose && l.EndedAt == null).ToListAsync(ct);
        foreach (var link in links)
        {
            (link.EndedAt, link.EndedBy) = (clock.Now, userId);
            db.Add(AuditEntry.Of(
                clock.Now, Actor.Resident(userId).Name, nameof(ShutIntruderOut), accountId,
                new { link = link.Id, user = whose }));
        }

        return links;
    }

    private async Task<IReadOnlyList<string>> NamesAsync(IQueryable<AccountLink> links, CancellationToken ct) =>
        (await (
            from link in links
            join user in db.Users on link.UserId equals user.Id
            join account in db.CustomerAccounts on link.CustomerAccountId equals account.Id
            orderby user.Email, account.Number
            select new { user.Email, user.DisplayName, account.Number }).ToListAsync(ct))
        .ConvertAll(f => $"{f.Email ?? f.DisplayName} ({CustomerAccount.Mask(f.Number)})");
}
