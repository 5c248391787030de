using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Staff;

namespace Portal.Core.Accounts.Access;

/// <summary>
/// Takes back what somebody else may have opened while they sat in a resident's sign-in: whoever was asked into an
/// account from it since then is out, and so is whom those asked in after; their invitations are withdrawn. Every
/// account that the sign-in may manage, and every one that somebody left, gets a new PIN, for it was there to be read.
/// Customers and those who are out are told. Part of an act.
/// </summary>
public sealed class ShutIntruderOut(PortalDbContext db, TellAccessEnded tell, BusinessClock clock)
{
    /// <param name="Ended">Who is out of which account: "luis@example.com (••4471)".</param>
    /// <param name="Linked">Who linked such an account with a bill since then; the office asks the customer.</param>
    internal sealed record Found(IReadOnlyList<string> Ended, IReadOnlyList<string> Linked);

    /// <param name="userId">Whose sign-in it is.</param>
    /// <param name="since">From when on somebody else may have been in it.</param>
    internal async Task<Found> RunAsync(Guid userId, DateTimeOffset since, CancellationToken ct)
    {
        var managed = await db.ManagedBy(userId).Select(a => a.Id).ToListAsync(ct);
        var asked = await db.AccountInvitations.Where(i => i.InvitedBy == userId && i.InvitedAt >= since)
            .Select(i => i.CustomerAccountId).ToListAsync(ct);
        var accounts = await db.LockAccountsAsync([.. managed.Union(asked)], ct);
        var ended = new List<AccountLink>();
        foreach (var account in accounts)
        {
            ended.AddRange(await EndAsync(userId, account.Id, since, ct));
            account.Pin = CustomerAccount.NewPin();
        }

        await db.SaveChangesAsync(ct);
        foreach (var link in ended) { await tell.RunAsync(link, ct); }

        return new(
            await NamesAsync(db.AccountLinks.Where(l => ended.Select(e => e.Id).Contains(l.Id)), ct),
            await NamesAsync(
                db.AccountLinks.Where(l => managed.Contains(l.CustomerAccountId) && l.EndedAt == null
                    && l.LinkedAt >= since && l.UserId != userId
                    && !db.AccountInvitations.Any(i => i.LinkId == l.Id)),
                ct));
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
