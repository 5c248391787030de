using Microsoft.EntityFrameworkCore;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.People;
using Portal.Core.Staff;

namespace Portal.Core.Accounts.Access;

/// <summary>
/// Ends a person's access to an account at once: their next click finds nothing, and the account gets a new PIN, for
/// who saw a bill knows the old one. Anybody ends their own; another's only with full access and a fresh proof.
/// Refuses who may not, and the last with full access while others are still in: who they are would be nobody's to
/// decide. What they sent out in the account's name (invitations) ends with it. Both sides are told.
/// </summary>
public sealed class EndAccess(PortalDbContext db, TellAccessEnded tell, BusinessClock clock)
{
    /// <param name="By">Who ends it.</param>
    /// <param name="LinkId">Whose; null for their own.</param>
    public sealed record Request(WhoAsks By, Guid CustomerAccountId, Guid? LinkId);

    /// <returns>False when it was their own: the page then leads home.</returns>
    public async Task<Outcome<bool>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var account = await db.LockAccountAsync(request.CustomerAccountId, ct);
        var link = await db.AccountLinks.SingleOrDefaultAsync(
            l => l.CustomerAccountId == request.CustomerAccountId && l.EndedAt == null
                && (request.LinkId == null ? l.UserId == request.By.UserId : l.Id == request.LinkId), ct);
        var isOwn = link?.UserId == request.By.UserId;
        var mayEnd = isOwn
            || await db.ManagedBy(request.By.UserId).AnyAsync(a => a.Id == request.CustomerAccountId, ct);
        if (link is null || !mayEnd) { return new Refusal("Access_NotYours"); }

        if (!isOwn && await ProveAgain.WhyNotAsync(db, request.By, clock.Now, ct) is { } notFresh) { return notFresh; }

        if (await db.IsLastWithFullAccessAsync(link, ct) && await db.AccountLinks.AnyAsync(
            l => l.CustomerAccountId == link.CustomerAccountId && l.EndedAt == null && l.Id != link.Id, ct))
        {
            return new Refusal("Access_LastFull");
        }

        (link.EndedAt, link.EndedBy) = (clock.Now, request.By.UserId);
        // Who saw a bill knows its PIN, and with it could link the account again.
        if (!isOwn) { account!.Pin = CustomerAccount.NewPin(); }

        await WithdrawInvitationsAsync(link, request.By.UserId, ct);
        db.Add(AuditEntry.Of(
            clock.Now, Actor.Resident(request.By.UserId).Name, nameof(EndAccess), link.CustomerAccountId,
            new { link = link.Id, user = link.UserId }));
        await db.SaveChangesAsync(ct);
        if (!isOwn) { await tell.RunAsync(link, ct); }

        await tx.CommitAsync(ct);
        return !isOwn;
    }

    private async Task WithdrawInvitationsAsync(AccountLink link, Guid by, CancellationToken ct)
    {
        foreach (var open in await db.AccountInvitations.Where(i => i.InvitedBy == link.UserId
            && i.CustomerAccountId == link.CustomerAccountId && i.EndedAt == null).ToListAsync(ct))
        {
            open.End(InvitationOutcome.Withdrawn, by, clock.Now);
        }
    }
}
