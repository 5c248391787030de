using Microsoft.EntityFrameworkCore;
using Portal.Core.Accounts.Contacts;
using Portal.Core.Billing;
using Portal.Core.Common;
using Portal.Core.Data;
using Portal.Core.People.Consents;
using Portal.Core.Staff;

namespace Portal.Core.Accounts.Notices;

/// <summary>
/// Chooses how an account's customer hears of each topic. Bills by e-mail alone need an agreement (<see
/// cref="AgreeToPaperless"/>); going back to paper ends it at once. Refuses without full access, turning off what
/// people must be told, a topic that nobody chooses, and bills by e-mail alone without the agreement. What is like that
/// already changes nothing.
/// </summary>
public sealed class ChooseChannel(PortalDbContext db, EndConsent endConsent, BusinessClock clock)
{
    /// <returns>How many topics changed.</returns>
    public async Task<Outcome<int>> RunAsync(
        Guid userId, Guid customerAccountId, IReadOnlyDictionary<NoticeTopic, NoticeChannel> wanted,
        CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        if (wanted.Any(w => w.Value == NoticeChannel.Off && !NoticeChoice.MayBeOff(w.Key)))
        {
            return new Refusal("Notice_MustBeTold");
        }

        if (!wanted.Keys.All(NoticeChoice.MayBeChosen)) { return new Refusal("Notice_NotChosen"); }

        await using var tx = await ActTransaction.BeginOrJoinAsync(db, ct);
        var account = await db.LockAccountAsync(customerAccountId, ct);
        if (account is null || !await db.ManagedBy(userId).AnyAsync(a => a.Id == customerAccountId, ct))
        {
            return new Refusal("Manage_NotYours");
        }

        var now = await db.NoticeChannelsAsync(customerAccountId, ct);
        var changed = wanted.Where(w => now[w.Key] != w.Value).ToList();
        foreach (var (topic, channel) in changed)
        {
            if (topic == NoticeTopic.Bills)
            {
                if (channel == NoticeChannel.Email) { return new Refusal("Notice_AgreeFirst"); }

                await ChooseBillsAsync(account, channel, Actor.Resident(userId), ct);
                continue;
            }

            db.Add(new NoticeChoice
            {
                Id = Guid.CreateVersion7(), CustomerAccountId = customerAccountId, Topic = topic, Channel = channel,
                ChosenBy = Actor.Resident(userId).Name, ChosenAt = clock.Now,
            });
        }

        if (changed.Count > 0)
        {
            db.Add(AuditEntry.Of(
                clock.Now, Actor.Resident(userId).Name, nameof(ChooseChannel), customerAccountId,
                changed.ToDictionary(c => $"{c.Key}", c => $"{c.Value}")));
        }

        await db.SaveChangesAsync(ct);
        await tx.CommitAsync(ct);
        return changed.Count;
    }

    private async Task ChooseBillsAsync(
        CustomerAccount account, NoticeChannel channel, Actor by, CancellationToken ct)
    {
        account.BillDelivery = channel == NoticeChannel.Both ? BillDelivery.Both : BillDelivery.Paper;
        foreach (var consent in await db.Consents.Where(c => c.CustomerAccountId == account.Id
            && c.Kind == ConsentKind.Paperless && !db.ConsentEnds.Any(e => e.ConsentId == c.Id))
            .Select(c => c.Id).ToListAsync(ct))
        {
            await endConsent.RunAsync(consent, by, ct);
        }
    }
}
