using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.Mail.Letters;
using Portal.Core.People;
using Portal.Core.Staff;

namespace Portal.Core.Accounts.Access;

/// <summary>
/// Changes what a person may do on an account, by somebody with full access to it. It holds from their next click.
/// Refuses without full access and a fresh proof, access that has ended, and taking full access from the last who has
/// it: nobody could give it back. The person and the account's contact on file are told.
/// </summary>
public sealed class ChangeAccess(
    PortalDbContext db, TellCustomer tellCustomer, SignInSettings settings, BusinessClock clock)
{
    public sealed record Request(WhoAsks Who, Guid CustomerAccountId, Guid LinkId, AccountLevel Level);

    /// <returns>False when they had this level before.</returns>
    public async Task<Outcome<bool>> RunAsync(Request request, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!Enum.IsDefined(request.Level)) { return new Refusal("Access_LevelMissing"); }

        if (await ProveAgain.WhyNotAsync(db, request.Who, clock.Now, ct) is { } notFresh) { return notFresh; }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var account = await db.LockAccountAsync(request.CustomerAccountId, ct);
        var mayChange = await db.ManagedBy(request.Who.UserId).AnyAsync(a => a.Id == request.CustomerAccountId, ct);
        var link = await db.AccountLinks.SingleOrDefaultAsync(
            l => l.Id == request.LinkId && l.CustomerAccountId == request.CustomerAccountId && l.EndedAt == null, ct);
        if (!mayChange || link is null) { return new Refusal("Access_NotYours"); }

        if (link.Level == request.Level) { return false; }

        if (await db.IsLastWithFullAccessAsync(link, ct)) { return new Refusal("Access_LastFull"); }

        // Who may do less now saw bills with the PIN, and with it could link the account at full access.
        if (request.Level < link.Level) { account!.Pin = CustomerAccount.NewPin(); }

        var changed = await db.GiveAccessAsync(
            link, link.UserId, link.CustomerAccountId, request.Level, clock.Now, ct);
        db.Add(AuditEntry.Of(
            clock.Now, Actor.Resident(request.Who.UserId).Name, nameof(ChangeAccess), link.CustomerAccountId,
            new { user = link.UserId, before = link.Level.ToString(), after = request.Level.ToString() }));
        await db.SaveChangesAsync(ct);
        await TellAsync(changed, ct);
        await tx.CommitAsync(ct);
        return true;
    }

    private async Task TellAsync(AccountLink link, CancellationToken ct)
    {
        var who = await db.Users.Where(u => u.Id == link.UserId).Select(u => u.Email).SingleAsync(ct);
        await tellCustomer.RunAsync(
            link.CustomerAccountId,
            NoticeTopic.Service,
            to => new AccessChangedLetter(
                to.Name, to.MaskedNumber, who ?? "", AccessChangedLetter.News.Changed, link.Level, clock.Today,
                settings.PeopleOf(link.CustomerAccountId)),
            $"access_changed:{link.Id}",
            link.UserId,
            ct);
    }
}
